"""Files a second into a store and out of it: the folder, the folder by way of fsspec, S3 on loopback.

Run: python -m bench.storage [--files 150] [--kb 200]. All take the same bytes, in the same run. The S3 server
is moto's, in Python and in a process of its own: it says what asking costs, not what Amazon can do. So each
figure stands beside that of the plain client (s3fs) doing nothing but the upload, at the same server. Getting
is without copies at hand. The ratios are what counts.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from harvester.store import LocalStore, Store
from harvester.stores.cache import FileCache
from harvester.stores.connecting import connect
from harvester.stores.remote import RemoteStore

AT_ONCE = 8
Figures = dict[str, tuple[float, float, float]]  # files a second: put, got, looked at


@contextmanager
def s3_server() -> Iterator[dict[str, Any]]:
    """Options of a server in a process of its own."""
    command = [sys.executable, "-m", "bench.storage", "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            endpoint = process.stdout.readline().strip()
            yield {"endpoint_url": endpoint, "key": "bench", "secret": "of-storage"}
        finally:
            process.terminate()


def serve() -> None:
    """Serve until whoever started this goes away."""
    from tests.stores.server import S3Server

    with S3Server() as server:
        server.bucket("bench")
        print(server.endpoint, flush=True)
        sys.stdin.read()


def rate(count: int, work: Callable[[], object]) -> float:
    """How often a second."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def side_by_side(work: Callable[[Any], object], items: Iterable[Any], threads: int) -> None:
    """Do all of it, so many at once."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, items))


def measure(store: Store, fresh: Store, bodies: list[bytes], threads: int) -> tuple[float, float, float]:
    """Put all, get all of a store that has no copies, look at all."""
    names = [hashlib.sha256(body).hexdigest() for body in bodies]
    put = rate(len(bodies), lambda: side_by_side(store.put, bodies, threads))
    got = rate(len(bodies), lambda: side_by_side(fresh.read, names, threads))
    looked = rate(len(bodies), lambda: [one.sound for one in fresh.examine(names)])
    return put, got, looked


def plain(options: dict[str, Any], bodies: list[bytes], threads: int) -> tuple[float, float, float]:
    """The client alone: no names by hash, no look whether it is there, no copies."""
    fs, root = connect(f"s3://bench/plain-{threads}", options)
    paths = [f"{root}/{number}" for number in range(len(bodies))]
    pairs = list(zip(paths, bodies, strict=True))
    put = rate(len(bodies), lambda: side_by_side(lambda one: fs.pipe_file(*one), pairs, threads))
    got = rate(len(bodies), lambda: side_by_side(fs.cat_file, paths, threads))
    return put, got, got


def run(files: int, kilobytes: int) -> Figures:
    """All figures."""
    bodies = [os.urandom(kilobytes * 1000) for _ in range(files)]
    figures: Figures = {}
    with TemporaryDirectory(dir=".") as folder, s3_server() as options:
        here = Path(folder)

        def far(url: str, said: dict[str, Any], name: str) -> tuple[RemoteStore, RemoteStore]:
            caches = [FileCache(here / f"{name}-{number}", 10**12) for number in (1, 2)]
            one, other = (RemoteStore(url, said, cache) for cache in caches)
            one.prepare()
            return one, other

        local = LocalStore(here / "files")
        figures["the folder"] = measure(local, local, bodies, 1)
        by_way = {"path": str(here / "dir"), "target_protocol": "file"}
        figures["the folder by fsspec (no fsync)"] = measure(*far("dir://", by_way, "dir"), bodies, 1)
        for threads in (1, AT_ONCE):
            at_once = f"{threads} at once"
            figures[f"S3 with s3fs alone, {at_once}"] = plain(options, bodies, threads)
            stores = far(f"s3://bench/files-{threads}", options, f"s3-{threads}")
            figures[f"S3 as harvester, {at_once}"] = measure(*stores, bodies, threads)
    return figures


def main() -> None:
    """Print the table and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=150)
    parser.add_argument("--kb", type=int, default=200)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve()
        return
    figures = run(given.files, given.kb)
    print(f"{given.files} files of {given.kb} KB; files a second")
    print(f"{'':34}{'put':>8}{'get':>8}{'verify':>8}")
    for name, values in figures.items():
        print(f"{name:34}" + "".join(f"{value:8.0f}" for value in values))
    for threads in (1, AT_ONCE):
        ours, alone = (figures[f"S3 {who}, {threads} at once"] for who in ("as harvester", "with s3fs alone"))
        put, got = ours[0] / alone[0], ours[1] / alone[1]
        print(f"harvester / s3fs alone, {threads} at once: put {put:.2f}, get {got:.2f}")
    folder, best = figures["the folder"], figures[f"S3 as harvester, {AT_ONCE} at once"]
    print(f"S3, {AT_ONCE} at once / the folder: put {best[0] / folder[0]:.2f}, get {best[1] / folder[1]:.2f}")
    print("The server saturates a core of its own: more clients at once are no faster.")


if __name__ == "__main__":
    main()
