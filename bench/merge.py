"""Joining data directories, documents a second, beside the same rows entered by SQLite without any joining.

Run: python -m bench.merge [--sizes 1000,5000,20000] [--pages 3] [--words 120] [--folder DIR]. For each size
two directories are made (`bench.corpus`): each has six tenths of the documents, so that a fifth is in both,
read, described, sketched and grouped as nights leave them. They are joined into an empty one, and once more,
where nothing is new. The alternative is `ATTACH` and `INSERT OR IGNORE` of every row of both, full text
included: it is wrong where both know something, and says what writing alone costs. What is measured is
processor time, each size in a process of its own, whose memory at its peak is told.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.catalogue import exponent, timed
from bench.corpus import Corpus, open_unsafe
from harvester.catalogue import connection as opening
from harvester.merge import merge
from harvester.paths import DataDirectory
from harvester.process import regroup

SIZES = "1000,5000,20000"
SHARE = 0.6  # of the documents in each directory
NIGHTS = ("2026-11-01T02:00:00Z", "2026-11-02T02:00:00Z")
NEVER = 1.2  # a greater exponent than this is one


def make(folder: Path, corpus: Corpus) -> list[Path]:
    """Two directories that overlap."""
    count, some = corpus.documents, int(corpus.documents * SHARE)
    parts = []
    for night, (first, last) in zip(NIGHTS, ((0, some), (count - some, count)), strict=True):
        parts.append(folder / f"part-{first}")
        parts[-1].mkdir()
        with open_unsafe(DataDirectory(parts[-1])) as catalogue:
            corpus.add(catalogue, first, last, night)
            regroup(catalogue, catalogue.sources(), night)
    return parts


def joined(into: Path, parts: list[Path]) -> dict[str, float]:
    """Processor seconds of joining them: in all, and up to grouping."""
    steps: dict[str, float] = {}
    began = time.process_time()

    def hear(told: dict[str, Any]) -> None:
        if told["step"] == "grouping":
            steps["joining"] = time.process_time() - began

    report = merge(into, parts, hear=hear)
    spent = time.process_time() - began
    assert report.exit_code == 0, report
    return {"all": spent, "joining": steps["joining"], "documents": report.documents}


_OF_SCHEMA = "SELECT name, sql FROM part.sqlite_schema WHERE sql IS NOT NULL AND"
_OTHERS = ("sqlite_", "pages_fts_", "find_")  # what other tables bring with them, and what is made from them
_INTO_FTS = "INSERT INTO pages_fts (rowid, text) SELECT id, text FROM main.file_page WHERE id > ?"


def copied(path: Path, parts: list[Path]) -> float:
    """Processor seconds of entering the rows of both, as they are, into tables like theirs."""
    own = parts[0] / "catalogue.db"
    with closing(sqlite3.connect(path)) as db, timed() as spent:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("ATTACH ? AS part", (str(own),))
        made = db.execute(f"{_OF_SCHEMA} type = 'table'").fetchall()
        tables = [one for one in made if not one[0].startswith(_OTHERS)]
        for name, sql in tables:
            db.execute(sql)
            for _, index in db.execute(f"{_OF_SCHEMA} type = 'index' AND tbl_name = ?", (name,)).fetchall():
                db.execute(index)
        db.execute("DETACH part")
        for part in parts:
            db.execute("ATTACH ? AS part", (str(part / "catalogue.db"),))
            (before,) = db.execute("SELECT COALESCE(max(id), 0) FROM file_page").fetchone()
            for name, _ in tables:
                if "fts" in name:
                    continue
                names = [row[1] for row in db.execute(f"PRAGMA part.table_info({name})")]
                some = ", ".join(one for one in names if name != "file_page" or one != "id")
                db.execute(f"INSERT OR IGNORE INTO main.{name} ({some}) SELECT {some} FROM part.{name}")
            db.execute(_INTO_FTS, (before,))
            db.commit()
            db.execute("DETACH part")
        return spent()


def one_size(folder: Path, corpus: Corpus) -> dict[str, float]:
    """All figures of one size."""
    _without_waiting()
    parts = make(folder, corpus)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    first = joined(folder / "into", parts)
    again = joined(folder / "into", parts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "documents": first["documents"],
        "all": first["all"],
        "joining": first["joining"],
        "again": again["all"],
        "copied": copied(folder / "copied.db", parts),
        "peak": peak / 1024,
        "made": before / 1024,
    }


def _without_waiting() -> None:
    """Power cuts are not what is measured, and a disk that is waited for takes no processor time."""
    prepare = opening._prepare

    def unsafe(db: sqlite3.Connection, path: Path, **how: Any) -> None:
        prepare(db, path, **how)
        db.execute("PRAGMA synchronous = OFF")

    opening._prepare = unsafe  # type: ignore[assignment]


def in_a_process(folder: Path, arguments: list[str]) -> dict[str, float]:
    """The figures of one size, whose memory is its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "bench.merge", "--one", str(folder), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    shutil.rmtree(folder)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def show(size: int, one: dict[str, float]) -> None:
    """Print a line."""
    rate = {name: 2 * SHARE * size / one[name] for name in ("all", "joining", "again", "copied")}
    ratio = one["copied"] / one["all"]
    told = f"{size:9,}{rate['all']:11,.0f}{rate['joining']:26,.0f}{rate['again']:9,.0f}"
    print(f"{told}{rate['copied']:14,.0f}{ratio:7.2f}{one['peak']:9,.0f}", flush=True)


def kept(told: list[tuple[int, dict[str, float]]]) -> bool:
    """Print how the costs grow; whether none grows faster than the documents do."""
    if len(told) < 2:
        return True
    grows = {
        name: exponent([(size, one[name]) for size, one in told])
        for name in ("all", "joining", "again", "copied")
    }
    print("exponents: " + ", ".join(f"{name} {value:.2f}" for name, value in grows.items()))
    return grows["all"] <= NEVER and grows["again"] <= NEVER


def main() -> None:
    """Measure, and print the table and the ratios."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--pages", type=int, default=3)
    parser.add_argument("--words", type=int, default=120)
    parser.add_argument("--folder", type=Path, help="where to make them; a temporary folder by default")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    if options.one:
        corpus = Corpus(sizes[0], options.pages, options.words)
        print(json.dumps(one_size(options.one, corpus)))
        return
    like = ["--pages", str(options.pages), "--words", str(options.words)]
    print(f"{options.pages} pages of {options.words} words; a document in both is counted twice")
    print("documents   joined/s  of it without grouping/s  again/s  rows alone/s  ratio  peak MB")
    told = []
    with TemporaryDirectory(dir=options.folder) as folder:
        for size in sizes:
            told.append((size, in_a_process(Path(folder) / "one", ["--sizes", str(size), *like])))
            show(*told[-1])
    if not kept(told):
        sys.exit(f"joining grows faster than by the power of {NEVER}")


if __name__ == "__main__":
    main()
