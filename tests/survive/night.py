"""One small night, broken at its k-th change of a file, for many k; run under the shim (`shim.c`).

    LD_PRELOAD=shim.so python -m tests.survive.night FOLDER WHAT FIRST STEP

WHAT is kill, EIO, ENOSPC or EROFS; of the last two every later change fails too. Each k gets a process of
its own, forked when everything is imported. After it: what was acknowledged is there, nothing is torn, and
the same night done again comes to the end state of an unbroken one. Prints one JSON object.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from harvester.backup import back_up, backups, load, problems
from harvester.catalogue import Catalogue, Decision, RunSource, append_decision
from harvester.catalogue.decision_file import read_decisions
from harvester.chronicle import read, recorded_runs
from harvester.disk import disk_trouble
from harvester.errors import HarvesterError
from harvester.paths import DataDirectory
from harvester.process import process
from harvester.records import Candidate, Extract, Fetch, Line, Link, LinkVerdict, PageVisit, SourceInfo
from harvester.run.held import in_hand
from harvester.store import LocalStore
from harvester.vocabulary import ExitCode, Nation, Outcome, PageKind, SourceOutcome
from harvester.warc_index import tidy
from harvester.warc_writer import Exchange, WarcWriter
from tests.run.farm import ask, end_state, files_sound

COUNT, KILL, FAIL, FAIL_ON = 1, 2, 3, 4
WHAT = {
    "kill": (KILL, 0),
    "EIO": (FAIL, errno.EIO),
    "ENOSPC": (FAIL_ON, errno.ENOSPC),
    "EROFS": (FAIL_ON, errno.EROFS),
}
SOURCE = SourceInfo(slug="northmoor", title="Northmoor Safeguarding Partnership", nation=Nation.ENGLAND)
HUB = "https://northmoor.example/reviews"
AT = "2026-11-26T02:00:00Z"
BODIES = {
    f"https://northmoor.example/files/{name}.pdf": f"%PDF-1.4 {name} ".encode() * 400
    for name in ("fern", "gorse")
}


def night(data: DataDirectory, said: Callable[[str], None] = str) -> None:
    """Harvest two documents, decide something, back up; `said` hears what is acknowledged."""
    with in_hand(data, "crawl") as held:
        tidy(data.warc)
        catalogue, store = held.catalogue, LocalStore(data.files)
        run_id = catalogue.start_run("crawl", [SOURCE], AT)
        writer = WarcWriter(data.warc / str(run_id) / "northmoor.warc.gz", {"isPartOf": f"run {run_id}"})
        writer.response(_exchange(HUB, b"<html>reviews</html>"))
        catalogue.record_visit(
            run_id, PageVisit(source="northmoor", url=HUB, outcome=Outcome.OK, kind=PageKind.HUB, at=AT)
        )
        catalogue.record_candidates(run_id, [_candidate(url) for url in BODIES], AT)
        for url, body in BODIES.items():
            kept = store.put(body)
            said(f"file {kept.sha256}")
            writer.kept(_exchange(url, body, kept.sha256))
            with catalogue.writing():
                catalogue.record_candidates(run_id, [_candidate(url)], AT)
                catalogue.record_fetch(run_id, _fetch(url, kept.sha256, len(body)))
            said(f"fetch {url} {kept.sha256}")
        writer.close()
        for sha256, _type in catalogue.files_to_read("reader 1"):
            catalogue.save_extract(_extract(sha256), AT)
        _decide(data, catalogue)
        said("decision d1")
        process(catalogue, catalogue.sources(), AT)
        catalogue.record_source(
            run_id, RunSource(source="northmoor", outcome=SourceOutcome.OK, documents_listed=2)
        )
        catalogue.finish_run(run_id, AT, ExitCode.OK, "all well")
        said(f"run {run_id}")
    said(f"backup {back_up(data, 2).path}")


def _decide(data: DataDirectory, catalogue: Catalogue) -> None:
    """Once: the night that is done again finds the decision made."""
    if any(one is not None and one.id == "d1" for one in read_decisions(data.decisions)):
        return
    document = catalogue.connection.execute("SELECT id FROM document ORDER BY id LIMIT 1").fetchone()[0]
    said = Decision(id="d1", field="title", value="As decided", who="A. Person", at=AT, document_id=document)
    append_decision(data, said, catalogue)


def _exchange(url: str, body: bytes, sha256: str = "") -> Exchange:
    import hashlib

    return Exchange(
        url=url,
        method="GET",
        request_headers=(("User-Agent", b"test"),),
        status_line="200 OK",
        protocol="HTTP/1.1",
        headers=(("Content-Type", b"text/html"),),
        body=body,
        sha256=sha256 or hashlib.sha256(body).hexdigest(),
    )


def _candidate(url: str) -> Candidate:
    name = url.rpartition("/")[2].removesuffix(".pdf").title()
    text = f"Child {name} serious case review overview report"
    return Candidate(
        source="northmoor",
        url=url,
        page_url=HUB,
        page_title="Serious case reviews",
        page_kind=PageKind.HUB,
        link=Link(url=url, text=text),
        verdict=LinkVerdict(is_review_document=True, score=0.95, reasons=("names a review",)),
    )


def _fetch(url: str, sha256: str, size: int) -> Fetch:
    return Fetch(
        source="northmoor",
        url=url,
        outcome=Outcome.OK,
        at=AT,
        status=200,
        sha256=sha256,
        size=size,
        media_type="application/pdf",
    )


def _extract(sha256: str) -> Extract:
    text = f"Serious Case Review\nChild {sha256[:6]}\nOverview Report"
    lines = tuple(
        Line(text=line, page=1, number=number, size=20.0) for number, line in enumerate(text.splitlines(), 1)
    )
    return Extract(
        sha256=sha256,
        outcome=Outcome.OK,
        media_type="application/pdf",
        pages=(text, sha256 * 20),
        lines=lines,
        extractor="reader 1",
    )


# ---------------------------------------------------------------- breaking it


def forked(work: Callable[[Callable[[str], None]], None]) -> tuple[int, list[str]]:
    """Do something in a process of its own, and group: its wait status, and what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.close(reading)
        code = 70
        try:
            work(lambda words: _write(writing, words))
            code = 0
        except BaseException as error:
            expected = isinstance(error, HarvesterError) and error.exit_code == ExitCode.DISK
            if expected or disk_trouble(error):
                code = 8
            else:
                traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as stream:
        told = stream.read().splitlines()
    return os.waitpid(child, 0)[1], told


def _write(handle: int, words: str) -> None:
    os.write(handle, words.encode() + b"\n")


def shim() -> ctypes.CDLL:
    return ctypes.CDLL(os.environ["LD_PRELOAD"])


def count(folder: Path) -> int:
    """How many changes an unbroken night makes."""
    library = shim()

    def work(said: Callable[[str], None]) -> None:
        library.shim_arm(str(folder).encode(), ctypes.c_long(0), COUNT, 0)
        night(DataDirectory(folder))
        said(str(library.shim_count()))

    status, told = forked(work)
    assert status == 0
    return int(told[0])


def broken(folder: Path, k: int, what: str) -> tuple[int, list[str]]:
    """The night, broken at its k-th change."""
    action, number = WHAT[what]

    def work(said: Callable[[str], None]) -> None:
        shim().shim_arm(str(folder).encode(), ctypes.c_long(k), action, number)
        night(DataDirectory(folder), said)

    return forked(work)


def complaints(folder: Path, status: int, told: list[str], what: str) -> list[str]:
    """What is not as it must be after a broken night, before the next."""
    data = DataDirectory(folder)
    wrong = []
    if what == "kill":
        if status not in (signal.SIGKILL, 0):
            wrong.append(f"wait status {status}")
    elif status not in (0, 8 << 8):
        wrong.append(f"wait status {status}: neither done nor exit 8")
    if not files_sound_but_drafts(data):
        wrong.append("a torn file")
    store = LocalStore(data.files)
    if not data.catalogue.exists():
        return wrong + [f"lost: {words}" for words in told if not words.startswith("file")]
    with Catalogue.open(data.catalogue) as catalogue:
        connection = catalogue.connection
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            wrong.append("integrity_check")
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            wrong.append("foreign_key_check")
        connection.execute("INSERT INTO pages_fts (pages_fts, rank) VALUES ('integrity-check', 1)")
        wrong += [
            f"a row without its file: {sha}" for sha in catalogue.file_hashes() if not store.verify(sha)
        ]
    wrong += [f"lost: {words}" for words in told if not _is_there(data, words)]
    wrong += [
        f"backup: {file} {said}" for path in backups(data.backups) for file, said in problems(load(path))
    ]
    return wrong


def files_sound_but_drafts(data: DataDirectory) -> bool:
    """Whether every kept file is named by its hash; a draft that a kill left is no kept file."""
    return all(LocalStore(data.files).verify(sha256) for sha256 in LocalStore(data.files).hashes())


def _is_there(data: DataDirectory, words: str) -> bool:
    kind, *rest = words.split()
    if kind == "file":
        return LocalStore(data.files).verify(rest[0])
    if kind == "fetch":
        return ask(data.root, f"SELECT sha256 FROM address WHERE url = '{rest[0]}'") == [(rest[1],)]
    if kind == "run":
        return ask(data.root, f"SELECT finished IS NOT NULL FROM run WHERE id = {rest[0]}") == [(1,)]
    if kind == "decision":
        return any(one is not None and one.id == rest[0] for one in read_decisions(data.decisions))
    return not list(problems(load(Path(rest[0]))))


def after(folder: Path, state: object) -> list[str]:
    """What is not as it must be once the night was done again."""
    status, _ = forked(lambda _said: night(DataDirectory(folder)))
    if status:
        return [f"the next night ended with {status}"]
    wrong = []
    data = DataDirectory(folder)
    if end_state(folder) != state:
        wrong.append("another end state than an unbroken night's")
    if list(data.warc.rglob("*.open")) or list(data.warc.rglob("*.jsonl")):
        wrong.append("something was left open")
    for run in recorded_runs(data.warc):
        list(read(data.warc, run))
    if not files_sound_but_drafts(data):
        wrong.append("a torn file")
    return wrong


def sweep(folder: Path, what: str, first: int, step: int) -> dict[str, object]:
    """Break the night at change first, first + step, … and see what becomes of it."""
    folder.mkdir(parents=True, exist_ok=True)
    reference = folder / "unbroken"
    changes = count(reference)
    state = end_state(reference)
    assert len(state["documents"]) == 2
    assert files_sound(reference)
    tried, failed = 0, []
    for k in range(first, changes + 1, step):
        place = folder / "broken"
        status, told = broken(place, k, what)
        wrong = complaints(place, status, told, what)
        wrong += after(place, state)
        tried += 1
        if wrong:
            failed.append({"k": k, "wrong": wrong})
        shutil.rmtree(place)
    return {
        "what": what,
        "changes": changes,
        "tried": tried,
        "survived": tried - len(failed),
        "failed": failed,
    }


def main(folder: str, what: str, first: str, step: str) -> None:
    night(DataDirectory(Path(folder) / "warm-up"))  # everything is imported and compiled once
    print(json.dumps(sweep(Path(folder), what, int(first), int(step))))


if __name__ == "__main__":
    main(*sys.argv[1:])
