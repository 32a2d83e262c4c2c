"""The small server process that reading workers are forked from: engines loaded once, no network.

It is told over its standard input, a socket: `F` and a number with an open socket, to fork a worker that
answers there, or `K` and a number, to end one. It never sees what a worker reads or says. When that socket
closes, because the program has ended however it ended, the server ends every worker and itself.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import signal
import socket
import struct
from typing import TYPE_CHECKING, Any, NoReturn

from harvester.extract import confinement

if TYPE_CHECKING:
    from collections.abc import Sequence

FORK, KILL = b"F", b"K"
ORDER = struct.Struct("<cQ")
LENGTH = struct.Struct("<Q")
READY = b"R"  # the first that a worker says: from now on its document's time is running
_COLLECT_AFTER = 50_000  # objects: a worker lives for one document, and mostly ends before it needs that
_PDF = ("harvester.extract.pdf", "harvester.extract.worker", "pypdfium2", "encodings.utf_16_le")
ENGINES: dict[str, tuple[str, ...]] = {
    "pdf": _PDF,
    "any": (
        *_PDF,
        "docx",
        "docx.enum.style",
        "olefile",
        "lxml.html",
        "striprtf.striprtf",
        "trafilatura",
        "harvester.extract.doc",
        "harvester.extract.docx",
        "harvester.extract.odt",
        "harvester.extract.plain",
        "harvester.extract.web",
        "harvester.extract.scans",
    ),
}


def main(kind: str, extractor: str) -> None:
    """Load the engines for a kind of file, then fork workers until the program ends.

    Each worker copies what it writes to of this process' memory, so the less of it there is, the better.

    Args:
        kind: a key of `ENGINES`.
        extractor: names and versions of what reads.
    """
    from harvester.extract.files import told_extractor_name

    told_extractor_name(extractor)

    # A stop is often sent to all processes at once. What it means the program decides: were a worker to die
    # of it, its document would be taken for one that kills engines.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    channel = socket.socket(fileno=os.dup(0))
    silence = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silence, 0)
    os.close(silence)
    confinement.leave_network()  # before engines start threads, which the kernel would not let go alone
    _load(ENGINES[kind])
    _serve(channel)


def _load(engines: Sequence[str]) -> None:
    """Import the engines, and do once what every worker would do again."""
    for name in engines:
        importlib.import_module(name)
    from harvester.extract.memory import leave_room
    from harvester.extract.warming import warm_up

    confinement.make_ready()
    warm_up()
    gc.collect()
    gc.freeze()  # what is loaded now is never garbage: workers need not touch, and so copy, it
    gc.set_threshold(_COLLECT_AFTER)
    leave_room()


def _serve(channel: socket.socket) -> None:
    server = os.getpid()
    workers: dict[int, int] = {}  # number of an order → its process, which is not reaped before we know
    while True:
        order, descriptors, _flags, _address = socket.recv_fds(channel, ORDER.size, 1)
        while 0 < len(order) < ORDER.size:
            order += channel.recv(ORDER.size - len(order))
        _reap(workers)
        if not order:
            break
        what, number = ORDER.unpack(order)
        if what == KILL and number in workers:
            os.kill(workers[number], signal.SIGKILL)
        elif what == FORK:
            try:
                process = os.fork()
            except OSError:
                process = -1  # its socket closes without an answer
            if process == 0:
                channel.close()
                _work(socket.socket(fileno=descriptors[0]), server)
            if process > 0:
                workers[number] = process
        for descriptor in descriptors:
            os.close(descriptor)
    for process in workers.values():
        os.kill(process, signal.SIGKILL)


def _reap(workers: dict[int, int]) -> None:
    """Forget the workers that have ended; their numbers are free for other processes from now on."""
    ended = set()
    with contextlib.suppress(ChildProcessError):
        while (process := os.waitpid(-1, os.WNOHANG)[0]) > 0:
            ended.add(process)
    for number in [number for number, process in workers.items() if process in ended]:
        del workers[number]


def _work(job: socket.socket, server: int) -> NoReturn:
    """Do one job and end; whatever happens, this process never returns to the server's loop."""
    try:
        confinement.die_with_server()
        if os.getppid() == server:
            job.sendall(READY)
            answer = _answer(_received(job))
            job.sendall(LENGTH.pack(len(answer)) + answer)
    finally:
        os._exit(0)


def _answer(request: bytes) -> bytes:
    from harvester.extract.wire import pack, pack_failure

    try:
        function, arguments = pickle.loads(request)  # noqa: S301  our own program wrote it
        result: Any = function(*arguments)
        return pack(result)
    except BaseException as error:
        return pack_failure(error)


def _received(job: socket.socket) -> bytes:
    (length,) = LENGTH.unpack(job.recv(LENGTH.size, socket.MSG_WAITALL))
    parts = []
    while length > 0 and (part := job.recv(min(length, 1 << 20))):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
