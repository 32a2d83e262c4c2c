"""A catalogue that grows: near-duplicates, grouping, `find`, `status`, size, from 1,000 documents on.

Run: python -m bench.catalogue [--full] [--pages 20] [--words 120] [--data DIR]. By default up to 10,000
documents in about three minutes; `--full` up to 100,000 (2 million pages; 4 GB at 120 words a page, and half
an hour). A catalogue is made (into DIR, where what is there already is kept and not measured again) and grown
step by step; at each step new texts are compared. What is measured is processor time, because a shared
machine says little by the clock; questions by both. Beside each figure stands the obvious alternative.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory

from bench.corpus import Corpus, open_unsafe, rare_word
from harvester.catalogue import Catalogue, Filters
from harvester.catalogue.history import past_nights
from harvester.catalogue.nearness import compare_new
from harvester.catalogue.runs import source_health
from harvester.catalogue.searching import search
from harvester.catalogue.sketches import sketch_all, text_of
from harvester.catalogue.telling import standings
from harvester.group.texts import likeness, sign
from harvester.paths import DataDirectory
from harvester.process import regroup

SIZES = (1_000, 3_000, 10_000)
FULL = (*SIZES, 30_000, 100_000)
NIGHT = 50  # documents of one more night
BYTES_A_PAGE = 5_000
NOW = "2026-11-20T02:00:00Z"


@contextmanager
def timed() -> Iterator[Callable[[], float]]:
    """Seconds of processor time since."""
    begun = time.process_time()
    yield lambda: time.process_time() - begun


def exponent(points: Sequence[tuple[int, float]]) -> float:
    """How a cost grows with the number of documents: the slope of the logarithms."""
    xs, ys = [math.log(n) for n, _ in points], [math.log(cost) for _, cost in points]
    return statistics.linear_regression(xs, ys).slope


# ---------------------------------------------------------------- near-duplicates


@dataclass
class Growth:
    """What comparing cost, step by step."""

    sketching: list[tuple[int, float]] = field(default_factory=list)  # documents, seconds in all
    comparing: list[tuple[int, float]] = field(default_factory=list)

    def step(self, size: int, sketching: float, comparing: float) -> None:
        """Add a step to what there was."""
        for told, more in ((self.sketching, sketching), (self.comparing, comparing)):
            told.append((size, more + (told[-1][1] if told else 0.0)))

    def show(self) -> None:
        """Print it."""
        both = [(size, a + b) for (size, a), (_, b) in zip(self.sketching, self.comparing, strict=True)]
        for (size, spent), (_, alone) in zip(both, self.comparing, strict=True):
            each = spent / size * 1000
            print(f"  {size:>7,} documents: {spent:8.1f} s in all, {alone:.1f} comparing; {each:.1f} ms each")
        if len(both) > 1:
            print(f"  exponent of the total {exponent(both):.3f}")
            print(f"  exponent of comparing alone {exponent(self.comparing):.3f}")


def grow(catalogue: Catalogue, corpus: Corpus, sizes: Sequence[int]) -> Growth:
    """Grow the catalogue to each of these sizes, comparing what is new."""
    growth = Growth()
    held = catalogue.connection.execute("SELECT count(*) FROM document").fetchone()[0]
    for size in sizes:
        if size <= held:
            continue
        corpus.add(catalogue, held, size)
        with timed() as sketching:
            sketch_all(catalogue)
            first = sketching()
        with timed() as comparing:
            compare_new(catalogue)
            growth.step(size, first, comparing())
        held = size
    return growth


def recall(catalogue: Catalogue, corpus: Corpus, size: int) -> None:
    """How many of the planted near-duplicates are known, and what comparing each with each would take."""
    connection = catalogue.connection
    held = {
        (row[0], row[1]) for row in connection.execute("SELECT one, two FROM text_pair WHERE inside >= 0.85")
    }
    planted = {(min(pair), max(pair)) for pair in corpus.twins(0, size)}
    measured = connection.execute("SELECT count(*) FROM text_pair").fetchone()[0]
    found, others = len(planted & held) / len(planted), len(held - planted)
    print(f"  recall of {len(planted):,} planted near-duplicates: {found:.4f}; {measured:,} pairs measured,")
    print(f"  {others} others share 85 % of their words")
    names = [row[0] for row in connection.execute("SELECT sha256 FROM file ORDER BY sha256 LIMIT 30")]
    signed = [sign(text_of(connection, name)) for name in names]
    with timed() as spent:
        for one, two in combinations(signed, 2):
            likeness(one, two)
        each = spent() / math.comb(len(signed), 2)
    hours = each * math.comb(size, 2) / 3600
    print(f"  the alternative, each with each: {each * 1000:.2f} ms a pair, {each * size:.1f} s for one new")
    print(f"  document, {hours:,.1f} h in all")


# ---------------------------------------------------------------- grouping


def nights(catalogue: Catalogue, corpus: Corpus, size: int) -> None:
    """Everything grouped anew, and one more night on top."""
    sources = catalogue.sources()
    with catalogue.writing() as connection:
        connection.execute("DELETE FROM group_basis")
    with timed() as spent:
        reviews = regroup(catalogue, sources, NOW)
        anew = spent()
    larger = Corpus(size + NIGHT, corpus.pages, corpus.words, corpus.seed, of=corpus.documents)
    larger.add(catalogue, size, size + NIGHT, NOW)
    with timed() as spent:
        regroup(catalogue, sources, NOW)
        night = spent()
    with timed() as spent:
        regroup(catalogue, sources, NOW)
        nothing = spent()
    print(f"grouping {size:,} documents into {reviews:,} reviews: everything anew {anew:.1f} s; a night with"
          f" {NIGHT} new documents {night:.1f} s, sketches and comparing included (1 : {anew / night:.0f});"
          f" a night with nothing new {nothing:.2f} s")  # fmt: skip


# ---------------------------------------------------------------- questions


def questions(corpus: Corpus, size: int) -> dict[str, list[tuple[str, Filters]]]:
    """Twenty questions of each sort."""
    dice = random.Random(7)
    words = corpus.vocabulary
    some = [corpus.made(dice.randrange(size)) for _ in range(20)]
    middling = [
        (str(words[dice.randrange(300, 3000)]), str(words[dice.randrange(300, 3000)])) for _ in range(20)
    ]
    common = ("the", "review", "supervision", "child", "safeguarding", "professional", "curiosity", "neglect")
    return {
        "a rare word": [(rare_word(one.number), Filters()) for one in some],
        "a word of some pages": [(one, Filters()) for one, _ in middling],
        "a common word": [(common[n % len(common)], Filters()) for n in range(20)],
        "two words": [(f"{one} {two}", Filters()) for one, two in middling],
        "a common and a rare word": [(f"the supervision {rare_word(one.number)}", Filters()) for one in some],
        "a phrase": [(f'"{common[n % 8]} {words[dice.randrange(60)]}"', Filters()) for n in range(20)],
        "a beginning": [(f"{one[:4]}*", Filters()) for one, _ in middling],
        "a case": [(one.case or one.title, Filters()) for one in some],
        "one source": [("supervision", Filters(source=one.source)) for one in some],
        "type and year": [
            ("supervision", Filters(review_type=one.kind, year=int(one.published[:4]))) for one in some
        ],
        "role": [("curiosity", Filters(role=one.role)) for one in some],
    }  # fmt: skip


def naive(catalogue: Catalogue, words: str) -> None:
    """The obvious way: every title looked through, every page that holds the words weighed."""
    connection = catalogue.connection
    connection.execute(
        "SELECT id FROM documents v WHERE instr(lower(v.title || COALESCE(v.case_name, '')), ?) > 0 LIMIT 20",
        (words,),
    ).fetchall()
    connection.execute(
        """SELECT rowid, snippet(pages_fts, 0, '', '', '', 18) FROM pages_fts WHERE pages_fts MATCH ?
        ORDER BY rank LIMIT 2000""",
        (words,),
    ).fetchall()


def ask(catalogue: Catalogue, corpus: Corpus, size: int) -> None:
    """Ask all questions, and some of them the naive way."""
    every: list[float] = []
    print(f"find over {size * corpus.pages:,} pages: ms by the clock (of processor time), 20 of each sort")
    for name, asked in questions(corpus, size).items():
        clock, cpu, hits = [], [], 0
        for words, filters in asked:
            begun, spent = time.perf_counter(), time.process_time()
            hits += len(search(catalogue.connection, words, filters))
            clock.append((time.perf_counter() - begun) * 1000)
            cpu.append((time.process_time() - spent) * 1000)
        every += cpu
        plain = [words for words, _ in asked if not words.endswith("*")][:2]
        with timed() as spent_naive:
            for words in plain:
                naive(catalogue, words)
            other = f"{spent_naive() / len(plain) * 1000:7.0f}" if plain else "      –"
        told = [f"p{at} {_at(clock, at):6.1f} ({_at(cpu, at):6.1f})" for at in (50, 95)]
        print(f"  {name:26} {'  '.join(told)}  hits {hits / len(asked):4.1f}  naive {other}")
    print(f"  all questions: p50 {_at(every, 50):.1f}, p95 {_at(every, 95):.1f} ms (promised: 100)")


def _at(values: Sequence[float], percent: int) -> float:
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def status(catalogue: Catalogue, data: DataDirectory) -> None:
    """What `harvester status` asks, and the command itself."""
    connection = catalogue.connection
    for source in ("first", "again"):
        with timed() as spent:
            health = source_health(connection)
            standings(connection)
            past_nights(connection)
            print(f"status of {len(health):,} sources ({source}): {spent():.2f} s (promised: 1)")
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "harvester", "--data", str(data.root), "status", "--json"],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    print(f"  `harvester status --json` as a command, by the clock: {time.perf_counter() - begun:.2f} s")


def size_of(catalogue: Catalogue, data: DataDirectory) -> None:
    """Bytes a page, and of what."""
    pages = catalogue.connection.execute("SELECT count(*), avg(length(text)) FROM file_page").fetchone()
    held = data.catalogue.stat().st_size
    print(f"size: {held / 1e9:.2f} GB, {held / pages[0]:,.0f} bytes a page of {pages[1]:,.0f} characters")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", maxsplit=1)[0])
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--words", type=int, default=120)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    sizes = FULL if options.full else SIZES
    with TemporaryDirectory() as folder:
        data = DataDirectory(options.data or Path(folder))
        free = disk_usage(data.root if data.root.exists() else folder).free
        held = data.catalogue.stat().st_size if data.catalogue.exists() else 0
        if free + held < sizes[-1] * options.pages * BYTES_A_PAGE * options.words / 350:
            sys.exit(f"{free / 1e9:.0f} GB free are too few; fewer --words make a smaller catalogue.")
        measure(data, Corpus(sizes[-1], options.pages, options.words), sizes)


def measure(data: DataDirectory, corpus: Corpus, sizes: Sequence[int]) -> None:
    """One catalogue from its first document to its last."""
    with open_unsafe(data) as catalogue:
        print(f"near-duplicates, {corpus.pages} pages of {corpus.words} words a document:")
        grow(catalogue, corpus, sizes).show()
        recall(catalogue, corpus, sizes[-1])
        ask(catalogue, corpus, sizes[-1])
        status(catalogue, data)
        size_of(catalogue, data)
        nights(catalogue, corpus, sizes[-1])


if __name__ == "__main__":
    main()
