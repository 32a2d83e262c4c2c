"""What a worker process may not do: talk to the network, outlive its parent, use more than its share."""

from __future__ import annotations

import ctypes
import fcntl
import functools
import os
import resource
import signal
import sys
from typing import NamedTuple

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_MAX_WRITE = 16 * 1024 * 1024
_MAX_OPEN_FILES = 64
_UNTOUCHED = 48 * 1024 * 1024  # of what the engines map, this much may yet be used
_LESS_URGENT = 5  # reading can wait for the crawl, whose requests come at their time or late


class Confinement(NamedTuple):
    """Limits of one worker process."""

    memory_bytes: int  # that the process may hold, engines and document together
    cpu_seconds: int


def leave_network() -> bool:
    """Move this process into a network namespace of its own, with no way out.

    Returns:
        Whether the kernel allowed it. Without privilege it needs a user namespace as well.
    """
    unshare = getattr(_libc(), "unshare", None)
    if unshare is None:
        return False
    flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
    has_network.cache_clear()
    return bool(unshare(flags) == 0)


@functools.cache
def has_network() -> bool:
    """Whether this process, and whatever is forked from it, has any network interface besides loopback."""
    try:
        table = _read("/proc/self/net/dev")
    except OSError:
        return True
    names = [row.partition(b":")[0].strip() for row in table.splitlines()[2:]]
    return any(name != b"lo" for name in names)


def confine(limits: Confinement) -> None:
    """Apply the limits to this process, which must be a worker's.

    The kernel limits address space, of which the engines map far more than they hold: that part is added.
    """
    _die_with_parent()
    mapped, held = map(int, _read("/proc/self/statm").split()[:2])
    _lower(resource.RLIMIT_AS, (mapped - held) * resource.getpagesize() + limits.memory_bytes - _UNTOUCHED)
    _lower(resource.RLIMIT_CPU, limits.cpu_seconds)
    _lower(resource.RLIMIT_FSIZE, _MAX_WRITE)
    _lower(resource.RLIMIT_NOFILE, _MAX_OPEN_FILES)
    _lower(resource.RLIMIT_CORE, 0)
    os.nice(_LESS_URGENT)
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # engines write complaints of their own when they crash
        os.dup2(silence, stream)
    os.close(silence)


def die_with_server() -> None:
    """Have the kernel end this process with the one that forked it."""
    prctl = getattr(_libc(), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def make_ready() -> None:
    """Find out now what processes forked from this one would each find out."""
    has_network()
    getattr(_libc(), "prctl", None)


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _die_with_parent() -> None:
    """Have the kernel end this process with the server that forked it and with the program itself.

    The server lives for as long as a worker does, so that a killed program would go unnoticed by a
    worker that hangs. The program holds the other end of a pipe; when that closes, the kernel sends a
    signal, even to an engine that never comes back to Python.
    """
    die_with_server()
    if "multiprocessing" not in sys.modules:
        return  # by which this process was started, then, neither
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    program = parent_process()
    if program is None:
        return
    pipe = int(program.sentinel)
    signal.signal(signal.SIGIO, signal.SIG_DFL)  # which ends the process
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if wait([pipe], timeout=0):  # it went before we listened
        os._exit(1)


def _read(table: str) -> bytes:
    """A table of the kernel's, which it gives whole."""
    file = os.open(table, os.O_RDONLY)
    try:
        return os.read(file, 1 << 16)
    finally:
        os.close(file)


def _lower(which: int, value: int) -> None:
    _soft, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))
