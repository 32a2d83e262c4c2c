"""Real crawls on a loopback farm, killed at random moments, with all their processes or without."""

from __future__ import annotations

import contextlib
import random
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen, TimeoutExpired

import psutil

from harvester.catalogue import Catalogue
from harvester.store import LocalStore
from tests.run.farm import ask, end_state, family, run, start, wait_until_gone

Crawl = tuple[object, ...]


@dataclass
class Figures:
    """What was tried and what survived."""

    tried: int = 0
    rounds: int = 0
    stages: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        survived = self.tried - len(self.failed)
        stages = ", ".join(f"{number} {name}" for name, number in sorted(self.stages.items()))
        return f"tried {self.tried}, survived {survived} ({self.rounds} harvests; {stages})"


def kill_at_random(
    crawl: Crawl, data: Path, state: object, *, seconds: float, kills: int, chance: random.Random
) -> Figures:
    """Kill a crawl so many times on one data directory, then let it finish: as if nothing had been."""
    figures = Figures(rounds=1)
    for _ in range(kills):
        began = time.monotonic()
        process = start(*crawl)
        if chance.random() < 0.3:  # at any moment, which is mostly while it starts
            with contextlib.suppress(TimeoutExpired):
                process.wait(timeout=chance.uniform(0.2, seconds))
        else:  # while it fetches, reads, describes, groups or ends
            wait_for_first_page(data, process)
            with contextlib.suppress(TimeoutExpired):
                process.wait(timeout=chance.uniform(0.0, seconds * 0.4))
        everyone = family(process.pid) if process.poll() is None else []
        whole = chance.random() < 0.5  # the machine's memory is full: all go; else only the parent
        if process.poll() is None:
            process.kill()
        if whole:
            for one in everyone:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
        process.communicate()
        wait_until_gone(everyone)
        stage = stage_of(data)
        figures.tried += 1
        figures.stages[stage] = figures.stages.get(stage, 0) + 1
        figures.failed += [f"{time.monotonic() - began:.2f} s ({stage}): {wrong}" for wrong in torn(data)[:1]]
    done = run(*crawl)
    if done.returncode:
        figures.failed.append(f"the run after it ended {done.returncode}: {done.stderr}{done.stdout}")
    elif end_state(data) != state:
        figures.failed.append("another end state than an unbroken run's")
    return figures


def wait_for_first_page(data: Path, process: Popen[str]) -> None:
    """Until the run has told its catalogue of a sighting, or is over."""
    while process.poll() is None:
        for path in data.glob("warc/*/_chronicle.jsonl"):
            with contextlib.suppress(FileNotFoundError):
                if b'"op":"candidates"' in path.read_bytes() and path.stat().st_mtime > process_began(
                    process
                ):
                    return
        time.sleep(0.02)


def process_began(process: Popen[str]) -> float:
    """When a process began; for ever, when it is over."""
    try:
        return psutil.Process(process.pid).create_time()
    except psutil.NoSuchProcess:
        return 0.0


def stage_of(data: Path) -> str:
    """How far a killed run had come."""
    if not (data / "catalogue.db").exists():
        return "before the catalogue"
    try:
        last = ask(data, "SELECT id, finished FROM run ORDER BY id DESC LIMIT 1")
    except Exception:
        return "while the catalogue was made"
    if not last:
        return "before the run"
    if last[0][1]:
        return "after its end"
    seen = ask(data, f"SELECT count(*) FROM sighting WHERE last_run = {last[0][0]}")[0][0]
    if not seen:
        return "before the first page"
    left = ask(
        data, "SELECT count(*) FROM file f LEFT JOIN extract e ON e.sha256 = f.sha256 WHERE e.sha256 IS NULL"
    )[0][0]
    return "while fetching and reading" if left else "later"


def torn(data: Path) -> list[str]:
    """What a killed run may not leave."""
    wrong = [] if files_sound_but_drafts(data) else ["a torn file"]
    if not (data / "catalogue.db").exists():
        return wrong
    with Catalogue.open(data / "catalogue.db") as catalogue:
        connection = catalogue.connection
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            wrong.append("integrity_check")
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            wrong.append("foreign_key_check")
        store = LocalStore(data / "files")
        wrong += [
            f"a row without its file: {sha}" for sha in catalogue.file_hashes() if not store.verify(sha)
        ]
    return wrong


def files_sound_but_drafts(data: Path) -> bool:
    """Whether every kept file is named by its hash; a draft that a kill left is no kept file."""
    store = LocalStore(data / "files")
    return all(store.verify(sha256) for sha256 in store.hashes())


def together(parts: list[Figures]) -> Figures:
    """The figures of several harvests."""
    whole = Figures()
    for part in parts:
        whole.tried += part.tried
        whole.rounds += part.rounds
        whole.failed += part.failed
        for stage, number in part.stages.items():
            whole.stages[stage] = whole.stages.get(stage, 0) + number
    return whole


def race(crawl: Crawl, data: Path, starts: int) -> tuple[int, int, list[int]]:
    """Start a crawl so many times at once: how many ran, how many were refused, other exit codes."""
    processes = [start(*crawl) for _ in range(starts)]
    codes = [(process.communicate(), process.returncode)[1] for process in processes]
    others = [code for code in codes if code not in (0, 7)]
    return codes.count(0), codes.count(7), others


def forget(data: Path) -> None:
    """Remove a data directory."""
    shutil.rmtree(data, ignore_errors=True)
