from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from harvester.extract.forks import ForkServer
from harvester.extract.pool import ReadingPool
from harvester.records import Extract
from harvester.vocabulary import Outcome
from tests.makers import damage
from tests.makers.office import make_docx
from tests.makers.pdf import scanned_pdf, simple_report


def submit(pool: ReadingPool, path: Path, body: bytes) -> Extract:
    path.write_bytes(body)
    return pool.submit(path, "0" * 64).result(timeout=60)


def test_reads_as_this_process_does(pool: ReadingPool, tmp_path: Path, read: Callable[..., Extract]) -> None:
    body = simple_report()
    extract = submit(pool, tmp_path / "a", body)
    assert extract.outcome is Outcome.OK
    assert extract.pages == read(body).pages
    assert extract.lines == read(body).lines


def small_bomb() -> bytes:
    return damage.deflate_bomb(500_000_000)  # more than the pool's limit


@pytest.mark.parametrize("make", [damage.self_referencing_form, damage.billion_laughs, small_bomb])
def test_what_crashes_or_fills_memory_ends_as_limit(
    pool: ReadingPool, tmp_path: Path, make: Callable[[], bytes]
) -> None:
    extract = submit(pool, tmp_path / "a", make())
    assert extract.outcome is Outcome.LIMIT
    assert extract.media_type == "application/pdf"
    assert extract.message


def test_other_documents_go_on_beside_a_hostile_one(pool: ReadingPool, tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(6)]
    for number, path in enumerate(paths):
        path.write_bytes(damage.self_referencing_form() if number % 3 == 0 else make_docx())
    outcomes = [pool.submit(path, "0" * 64) for path in paths]
    assert [each.result(timeout=60).outcome for each in outcomes] == [
        Outcome.LIMIT if number % 3 == 0 else Outcome.OK for number in range(6)
    ]


def test_a_hang_ends_as_limit_after_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.extract.pool.read_confined", hang)
    with ReadingPool(1, timeout_s=0.5) as pool:
        started = time.monotonic()
        extract = submit(pool, tmp_path / "a", simple_report())
    assert extract.outcome is Outcome.LIMIT
    assert "0.5 s" in extract.message
    assert time.monotonic() - started < 5


def test_a_dying_worker_ends_as_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.extract.pool.read_confined", die)
    with ReadingPool(1) as pool:
        extract = submit(pool, tmp_path / "a", simple_report())
    assert extract.outcome is Outcome.LIMIT
    assert "died" in extract.message


def hang(*_arguments: object) -> None:
    time.sleep(60)


def die(*_arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def talk_nonsense(*_arguments: object) -> object:
    """Send what no reader sends, as a worker that a file has turned might."""
    os.write(_socket(), (5).to_bytes(8, "little") + b"[1,2]")
    os._exit(0)


def boast(*_arguments: object) -> object:
    """Announce more than memory holds."""
    os.write(_socket(), (1 << 60).to_bytes(8, "little"))
    time.sleep(60)
    return None


def _socket() -> int:
    """The worker's socket to the program, the only one that it has."""
    descriptors = [int(name) for name in os.listdir("/proc/self/fd")]  # noqa: PTH208
    return next(one for one in descriptors if _is_socket(one))


def _is_socket(descriptor: int) -> bool:
    with suppress(OSError):
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    return False


@pytest.mark.parametrize(("does", "outcome"), [(talk_nonsense, Outcome.PARSE_ERROR), (boast, Outcome.LIMIT)])
def test_a_turned_worker_costs_its_own_document_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: Callable[..., object], outcome: Outcome
) -> None:
    with ReadingPool(1) as pool:
        with monkeypatch.context() as turned:
            turned.setattr("harvester.extract.pool.read_confined", does)
            assert submit(pool, tmp_path / "a", simple_report()).outcome is outcome
        assert submit(pool, tmp_path / "a", simple_report()).outcome is Outcome.OK


def test_a_server_that_was_killed_is_started_again(pool: ReadingPool, tmp_path: Path) -> None:
    assert submit(pool, tmp_path / "a", simple_report()).outcome is Outcome.OK
    server = the_server()
    server.send_signal(signal.SIGTERM)  # as a service manager sends it to all: the program decides
    assert submit(pool, tmp_path / "a", simple_report()).outcome is Outcome.OK
    assert server.is_running()
    server.kill()
    server.wait()
    assert submit(pool, tmp_path / "a", simple_report()).outcome is Outcome.OK


def the_server() -> psutil.Process:
    """The process that workers for PDFs are forked from."""
    (server,) = [one for one in psutil.Process().children() if "'pdf'" in one.cmdline()[-1]]
    return server


def read_slowly(path: Path, sha256: str, limits: object) -> object:
    """As the reader does, after a while."""
    from harvester.extract.confinement import Confinement
    from harvester.extract.worker import read_confined

    assert isinstance(limits, Confinement)
    time.sleep(2)
    return read_confined(path, sha256, limits)


def test_documents_being_read_are_not_to_blame_for_the_end_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(simple_report())
    with ReadingPool(2) as pool:
        pool.submit(path, "0" * 64).result(timeout=60)
        monkeypatch.setattr("harvester.extract.pool.read_confined", read_slowly)
        both = [pool.submit(path, "0" * 64) for _ in range(2)]
        time.sleep(1)
        the_server().kill()  # as the kernel does when memory is short
        assert [one.result(timeout=60).outcome for one in both] == [Outcome.OK] * 2


def test_the_time_of_a_document_begins_with_its_worker(tmp_path: Path) -> None:
    with ReadingPool(1, timeout_s=2) as pool:
        assert submit(pool, tmp_path / "a", simple_report()).outcome is Outcome.OK
        server = the_server()
        server.suspend()  # as if it were loading its engines from a slow disk
        one = pool.submit(tmp_path / "a", "0" * 64)
        time.sleep(2.5)
        server.resume()
        assert one.result(timeout=60).outcome is Outcome.OK


def test_a_server_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.extract.forks._END_S", 0.2)
    server = ForkServer("pdf")
    process = psutil.Process(server._process.pid)
    process.suspend()
    server.close()
    assert not process.is_running()


def probe(_path: Path, _sha256: str, limits: object) -> object:
    """What a confined worker can see, told in the message of an extract."""
    import resource

    from harvester.extract.confinement import Confinement, confine, has_network

    assert isinstance(limits, Confinement)
    confine(limits)
    try:
        with socket.create_connection(("127.0.0.1", int(_sha256)), timeout=1):
            reached = "reached"
    except OSError:
        reached = "unreached"
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    told = f"{reached} parent={os.getppid()} limited={limit > 0} network={has_network()}"
    return Extract(
        sha256="",
        outcome=Outcome.OK,
        media_type=None,
        message=told,
        extractor="",
    )


def test_workers_are_confined_and_are_no_forks_of_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harvester.extract.pool.read_confined", probe)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with ReadingPool(1) as pool:
            (tmp_path / "a").write_bytes(b"x")
            told = pool.submit(tmp_path / "a", str(port)).result(timeout=30).message
    assert "limited=True" in told
    assert f"parent={os.getpid()} " not in told
    if "network=True" in told:
        pytest.skip("the kernel allows no network namespace here")
    assert told.startswith("unreached")


def test_works_from_another_thread(pool: ReadingPool, tmp_path: Path) -> None:
    found: list[Extract] = []
    thread = threading.Thread(target=lambda: found.append(submit(pool, tmp_path / "a", simple_report())))
    thread.start()
    thread.join(timeout=30)
    assert found[0].outcome is Outcome.OK


def test_leaving_waits_and_stopping_cancels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(simple_report())
    with ReadingPool(1) as pool:
        futures = [pool.submit(path, "0" * 64) for _ in range(4)]
    assert all(future.done() and future.result().outcome is Outcome.OK for future in futures)
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(path, "0" * 64)

    monkeypatch.setattr("harvester.extract.pool.read_confined", hang)
    stopped = ReadingPool(1)
    with suppress(KeyboardInterrupt), stopped:
        futures = [stopped.submit(path, "0" * 64) for _ in range(3)]
        raise KeyboardInterrupt
    for future in futures:
        with pytest.raises(CancelledError):
            future.result(timeout=10)


@pytest.mark.needs_program("tesseract")
def test_scans_are_recognised_in_a_second_worker(pool: ReadingPool, tmp_path: Path) -> None:
    extract = submit(pool, tmp_path / "a", scanned_pdf(["Serious Case Review\nChild Q"]))
    assert (extract.outcome, extract.ocr) == (Outcome.OK, True)
    assert extract.pages == ("Serious Case Review\nChild Q",)


SCRIPT = """
import sys, time
from pathlib import Path
from harvester.extract.forks import ForkServer
from harvester.extract.pool import ReadingPool
print("main runs", flush=True)
with ReadingPool(2) as pool:
    print(pool.submit(Path(sys.argv[1]), "0" * 64).result().outcome, flush=True)
    if len(sys.argv) > 2:
        futures = [pool.submit(Path(sys.argv[2]), "0" * 64) for _ in range(2)]
        time.sleep(0.3)
        print("busy", flush=True)
        [future.result() for future in futures]
"""


def test_a_script_without_a_main_guard_is_run_once(tmp_path: Path) -> None:
    script, report = tmp_path / "script.py", tmp_path / "a.pdf"
    script.write_text(SCRIPT)
    report.write_bytes(simple_report())
    done = subprocess.run(
        [sys.executable, str(script), str(report)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split("\n")[:2] == ["main runs", "ok"]
    assert done.stdout.count("main runs") == 1


def test_killing_the_parent_leaves_no_workers(tmp_path: Path) -> None:
    script, report, slow = tmp_path / "script.py", tmp_path / "a.pdf", tmp_path / "b.pdf"
    script.write_text(SCRIPT)
    report.write_bytes(simple_report())
    slow.write_bytes(damage.many_boxes(120_000))
    parent = subprocess.Popen(
        [sys.executable, str(script), str(report), str(slow)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    while "busy" not in (line := parent.stdout.readline()):
        assert line, "the script ended early"
    family = psutil.Process(parent.pid).children(recursive=True)
    assert len(family) >= 3  # the server and two workers
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
