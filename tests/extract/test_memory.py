"""What the process that workers are forked from does for them with its memory."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from harvester.extract.forks import _KEEP_MEMORY

PROGRAM = """
import ctypes
from harvester.extract.memory import leave_room
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.sbrk.restype = ctypes.c_void_p
before = libc.sbrk(0)
kept = [bytes(size) for size in range(600, 40_000, 64)]
del kept[::2]  # gaps
leave_room()
small, large = libc.malloc(8_000), libc.malloc(1_500_000)
print(before <= small < large < libc.sbrk(0) and large + 1_500_000 < libc.sbrk(0))
kept += [bytes(size) for size in range(600, 400_000, 640)]  # and all goes on
print(sum(map(len, kept)) > 0)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="it is told of glibc's memory")
def test_what_is_asked_for_next_is_fresh_memory() -> None:
    environment = {**os.environ, **_KEEP_MEMORY}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        timeout=60,
    )
    assert done.stdout.split() == ["True", "True"]
