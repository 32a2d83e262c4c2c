"""Reading on workers, and what is said when there are none, or not the right ones."""

from __future__ import annotations

import gc
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from harvester.many import cluster as clusters
from harvester.many.cluster import Cluster, ClusterError, UnreachableClusterError, connected
from harvester.many.hosts import HostLocks
from harvester.many.orders import Workers
from harvester.many.probe import Told
from harvester.many.reading import MOST, WorkersPool
from harvester.many.tasks import ReadUnits, Unit
from harvester.vocabulary import ExitCode, Outcome
from tests.many.conftest import Farm, Processes
from tests.run.farm import end_state, environment, report, run, wait_for


def test_a_backlog_is_read_on_workers(farm: Farm, processes: Processes, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(farm.reference, data)
    done = run("--data", data, "reprocess", "--dask", processes.address)
    assert done.returncode == 0, done.stderr
    assert "12 files read" in done.stdout
    assert end_state(data) == farm.read


class Unseen(WorkersPool):
    """Says where no file lies in a worker's order: what is in it must do."""

    def _unit(self, file: Any) -> Unit:
        return replace(super()._unit(file), path="/nowhere")


def test_bytes_travel_and_a_lost_worker_loses_no_file(processes: Processes, tmp_path: Path) -> None:
    bodies = {f"{number:064x}": report(f"N{number}", "Board") for number in range(24)}
    bodies["f" * 64] = b"%PDF-1.4 broken"
    with connected(Workers(address=processes.address)) as cluster:
        assert cluster.places() == cluster.threads() == len(processes.live())
        cluster.sharing = False
        pool = Unseen(cluster)
        futures = {}
        for sha256, body in bodies.items():
            path = tmp_path / sha256
            path.write_bytes(body)
            futures[sha256] = pool.submit(path, sha256)
        processes.live()[0].kill()
        read = {sha256: future.result(timeout=100) for sha256, future in futures.items()}
    assert read.pop("f" * 64).outcome is not Outcome.OK
    assert {one.outcome for one in read.values()} == {Outcome.OK}
    assert len(read) == 24
    assert all(one.page_count == 4 and one.sha256 == sha256 for sha256, one in read.items())


class Orders:
    """A client that keeps what it is asked; each order is answered when the test says so."""

    status = "running"

    def __init__(self) -> None:
        self.asked: list[tuple[Future[ReadUnits], tuple[Unit, ...]]] = []

    def nthreads(self) -> dict[str, int]:
        return {"a": 1, "b": 1}

    def submit(self, _function: object, units: tuple[Unit, ...], *_: Any, **__: Any) -> Future[ReadUnits]:
        future: Future[ReadUnits] = Future()
        self.asked.append((future, units))
        return future

    def cancel(self, futures: list[Any], **_: Any) -> None:
        for future in futures:
            future.status = "cancelled"
            future.cancel()

    def answer(self, seconds: float, read: int | None = None) -> list[str]:
        """Answer the oldest order: so many of its files were read, each in so many seconds."""
        future, units = self.asked.pop(0)
        names = [unit.sha256 for unit in units[:read]]
        future.set_result(ReadUnits(extracts=tuple(map(pickle.dumps, names)), seconds=seconds * len(names)))
        return names


def test_batches_are_large_where_files_are_quick_and_small_at_the_end(tmp_path: Path) -> None:
    orders = Orders()
    pool = WorkersPool(Cluster(orders, "tcp://x:1", local=False))  # type: ignore[arg-type]
    path = tmp_path / "file"
    path.write_bytes(b"x")
    futures = {str(number): pool.submit(path, str(number)) for number in range(60)}
    sizes, read = [], []
    while orders.asked:
        sizes.append(len(orders.asked[0][1]))
        read += orders.answer(0.01)
        assert len(orders.asked) <= 4, "two workers need no more at hand"
    assert read == list(futures), "each once, in order"
    assert {name: future.result(timeout=1) for name, future in futures.items()} == {n: n for n in read}
    assert max(sizes) == MOST
    assert sizes[:4] == [1] * 4, "how long one takes was not known yet"
    assert sizes[-1] == 1, "all workers end together"


def test_slow_files_go_out_alone_the_largest_first_and_what_was_left_goes_out_again(tmp_path: Path) -> None:
    orders = Orders()
    pool = WorkersPool(Cluster(orders, "tcp://x:1", local=False))  # type: ignore[arg-type]

    def submit(number: int) -> Future[Any]:
        path = tmp_path / str(number)
        path.write_bytes(b"x" * number)
        return pool.submit(path, str(number))  # type: ignore[return-value]

    futures = [submit(number) for number in range(1, 40)]
    assert [orders.answer(0.01) for _ in range(4)] == [["1"], ["2"], ["3"], ["4"]]
    first = orders.asked[0][1]
    assert [unit.sha256 for unit in first] == [str(number) for number in range(39, 39 - len(first), -1)]
    assert len(first) > 2
    assert orders.answer(30.0, read=1) == ["39"]
    left = {unit.sha256 for unit in first[1:]}
    again, at_hand = set[str](), list[int]()
    while orders.asked:
        again |= left & set(orders.answer(30.0))
        at_hand.append(len(orders.asked))
    assert again == left
    assert max(at_hand[2:]) == 2, "what takes long waits where every worker can have it"
    assert all(future.done() for future in futures)


def test_a_lost_cluster_is_told_of_every_file(tmp_path: Path) -> None:
    orders = Orders()
    pool = WorkersPool(Cluster(orders, "tcp://x:1", local=False))  # type: ignore[arg-type]
    futures = [pool.submit(tmp_path / "none", str(number)) for number in range(20)]
    orders.status = "closed"
    for future, _units in orders.asked:
        future.status = "cancelled"  # type: ignore[attr-defined]
        future.cancel()
    for one in futures:
        with pytest.raises(ClusterError, match="run again to go on"):
            one.result(timeout=1)
    with pytest.raises(ClusterError, match="was lost"):
        pool.submit(tmp_path / "none", "x")


def test_who_hands_out_files_does_not_wait_for_the_scheduler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harvester.many.watching.COUNT_EVERY_S", -1.0)
    orders = Orders()
    pool = WorkersPool(Cluster(orders, "tcp://x:1", local=False))  # type: ignore[arg-type]
    monkeypatch.setattr(orders, "nthreads", lambda: pytest.fail("it may hang"))
    pool.submit(tmp_path / "none", "x")
    assert orders.asked


def test_workers_that_do_not_come_back_are_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harvester.many.watching.NO_WORKER_S", 0.2)
    pool = WorkersPool(Cluster(Orders(), "tcp://x:1", local=False))  # type: ignore[arg-type]
    with pool.watched():
        futures = [pool.submit(tmp_path / "none", str(number)) for number in range(20)]
        for one in futures:
            with pytest.raises(ClusterError, match="has had no worker for"):
                one.result(timeout=5)
        with pytest.raises(ClusterError, match="no worker"):
            pool.submit(tmp_path / "none", "x")


def test_a_signal_while_workers_start_ends_the_command_plainly(farm: Farm, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(farm.reference, data)
    command = subprocess.Popen(
        [sys.executable, "-m", "harvester", "--data", str(data), "reprocess", "--dask"],
        env=environment() | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        family: list[psutil.Process] = []

        def started() -> list[psutil.Process]:
            family[:] = psutil.Process(command.pid).children(recursive=True)
            return [one for one in family if any("spawn_main" in word for word in one.cmdline())]

        wait_for(lambda: bool(started()), 30)
        command.send_signal(signal.SIGTERM)
        _, said = command.communicate(timeout=30)
    finally:
        command.kill()
        command.wait()
    assert command.returncode == ExitCode.STOPPED
    assert said.endswith("\nharvester: stopped; what was finished is kept.\n")
    assert "Traceback" not in said
    wait_for(lambda: not any(one.is_running() for one in family), 10)
    assert not list(tmp_path.glob("harvester-dask-*"))


def test_what_a_worker_had_read_and_took_with_it_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harvester.many.watching.NO_WORKER_S", 0.2)
    orders, cancelled = Orders(), threading.Event()
    pool = WorkersPool(Cluster(orders, "tcp://x:1", local=False))  # type: ignore[arg-type]
    future = pool.submit(tmp_path / "none", "x")
    done, _ = orders.asked.pop(0)

    def result() -> None:
        assert cancelled.wait(20), "what lies with nobody never comes"
        raise CancelledError

    monkeypatch.setattr(done, "result", result)
    monkeypatch.setattr(done, "cancel", cancelled.set)
    settling = threading.Thread(target=done.set_result, args=(None,))
    settling.start()
    with pool.watched(), pytest.raises(ClusterError, match="has had no worker for"):
        future.result(timeout=5)
    cancelled.set()
    settling.join()


@pytest.mark.parametrize("command", ["crawl", "reprocess"])
def test_a_cluster_that_is_not_there_is_said_plainly(
    command: str,
    farm: Farm,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from harvester.cli import run as call

    monkeypatch.setattr(clusters, "REACH_S", 0.5)
    data = tmp_path / "data"
    if command == "reprocess":
        from harvester.catalogue import Catalogue

        data.mkdir()
        Catalogue.open(data / "catalogue.db").close()
        arguments = ["--data", str(data), "reprocess"]
    else:
        arguments = [str(one) for one in farm.crawl(data)]
    assert call([*arguments, "--dask", "tcp://127.0.0.1:9"]) == 4
    said = capsys.readouterr().err
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in said
    assert "Traceback" not in said
    began = time.monotonic()
    assert call([*arguments, "--dask", "nonsense://127.0.0.1:9"]) == 2
    assert "an address is like tcp://host:8786" in capsys.readouterr().err
    gc.collect()  # a client that was made in vain would be waited for here
    assert time.monotonic() - began < 15


class Answers:
    """A client whose workers say this."""

    def __init__(self, **said: Any) -> None:
        self.said = said

    _run = None

    def sync(self, *_: Any, **__: Any) -> dict[str, Any]:
        return self.said


def test_workers_that_are_not_fit_are_named() -> None:
    here = Told.of_here()

    def looked(**said: Any) -> Cluster:
        cluster = Cluster(Answers(**said), "tcp://x:1", local=False)  # type: ignore[arg-type]
        cluster.look_over([Path("/there")])
        return cluster

    older = replace(here, versions=(("harvester", "0.1"), *here.versions[1:]))
    with pytest.raises(UnreachableClusterError, match=r"worker b has harvester 0\.1 \(here "):
        looked(a=here, b=older)
    with pytest.raises(UnreachableClusterError, match=r"worker b cannot run harvester .*No module"):
        looked(a=here, b=ModuleNotFoundError("No module named 'harvester'"))
    with pytest.raises(UnreachableClusterError, match="worker b may not write in /data/shards"):
        looked(a=here, b=replace(here, denied="/data/shards"))
    blind = looked(a=here, b=replace(here, missing=("/there",)))
    assert not blind.sharing
    with pytest.raises(UnreachableClusterError, match="worker b does not see /there"):
        blind.require_sharing()
    assert not looked(a=replace(here, locked_out=False)).locking


def test_a_host_is_crawled_by_one_run_of_a_cluster_at_a_time(processes: Processes) -> None:
    with (
        connected(Workers(address=processes.address)) as one,
        connected(Workers(address=processes.address)) as other,
    ):
        first, second = HostLocks(one.client), HostLocks(other.client)
        assert first.take(["a.example", "b.example"]) == ""
        assert first.take(["b.example"]) == "", "it is ours already"
        assert second.take(["0.example", "b.example"]) == "b.example"
        assert first.take(["0.example"]) == "", "what could not be had whole was let go of"
        first.release_all()
        assert second.take(["0.example", "a.example", "b.example"]) == ""
        second.release_all()
