"""Memory that a worker finds ready, so that it need not copy or fetch it page by page.

A worker shares the memory of the process that it was forked from until it writes to it: then the kernel
copies the page, and with a thousand and a half of them that takes a fifth of a worker's time. So what a
document needs had better not come from between what is there already, but from a stretch that nobody has
written to, of which the kernel gives two megabytes at once.
"""

from __future__ import annotations

import ctypes
import mmap
import sys

_HUGE = 2 * 1024 * 1024  # bytes that the kernel gives at once
_ROOM = 5 * _HUGE  # for more than most documents need
# Of gaps, the largest first; of the small ones the allocator keeps a list for each size.
_SIZES = (*(1 << power for power in range(16, 10, -1)), *range(1_032, 8, -16))
_MOST_GAPS = 20_000
_EDGE = 64 * 1024  # bytes before that stretch, for what the process itself still needs


def leave_room() -> None:
    """Close the gaps between what is allocated, and have a stretch of fresh memory follow.

    Where the allocator is not glibc's, or keeps memory elsewhere, nothing is changed.
    """
    libc = ctypes.CDLL(None)
    if sys.platform != "linux" or not all(
        hasattr(libc, name) for name in ("sbrk", "madvise", "gnu_get_libc_version")
    ):
        return
    allocate, free, end_of_heap = libc.malloc, libc.free, libc.sbrk
    allocate.restype = end_of_heap.restype = ctypes.c_void_p
    allocate.argtypes = [ctypes.c_size_t]
    free.argtypes = [ctypes.c_void_p]
    room = allocate(_ROOM) or 0
    free(room)
    if not room or room + _ROOM > end_of_heap(0):
        return  # it was not at the end of the heap
    for size in _SIZES:
        for _ in range(_MOST_GAPS):
            if (allocate(size) or room) >= room:
                break  # there is no gap so large
    room = allocate(_ROOM) or 0
    free(room)
    first = (room + _EDGE + _HUGE) // _HUGE * _HUGE  # that begins there
    allocate(first - room - _EDGE)
    libc.madvise(ctypes.c_void_p(first), ctypes.c_size_t(room + _ROOM - first), mmap.MADV_HUGEPAGE)
