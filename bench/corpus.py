"""A catalogue of any number of documents, as many nights of crawls would leave it, made in bulk.

Run: python -m bench.corpus DIR [--documents 1000] [--pages 20] [--words 350] [--seed 5] [--from 0 --to N].
Invented areas and cases, words of a made vocabulary in the proportions of a language (Zipf), a page that all
reports share, and reviews of one to four documents. About 3 % of the documents are near-duplicates of another
one, and which is known. Equal plans make equal catalogues; a part of one can be made now and the rest later.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from harvester.catalogue import Catalogue
from harvester.catalogue.values import document_id, to_json
from harvester.paths import DataDirectory
from harvester.process import RULES
from harvester.records import SourceInfo
from harvester.vocabulary import Nation

if TYPE_CHECKING:
    from numpy.random import Generator

ZIPF = 1.07
VOCABULARY = 60_000
TWIN_EVERY = 33  # one document in so many is another one, a little changed: 3 %
DISTANCE = 29  # how many documents lie between the two
NAMELESS_EVERY = 11  # one review in so many is known by its subject
EDITED = 0.01  # of a twin's words
BATCH = 500
NIGHT = "2026-11-01T02:00:00Z"

_STARTS = (
    *("b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "w", "br", "ch", "cl", "dr", "fl"),
    *("gr", "pl", "pr", "sh", "sl", "st", "tr", "th", "wh"),
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ee", "ou")
_ENDS = (
    *("b", "d", "ck", "g", "l", "m", "n", "p", "r", "s", "t", "nd", "nt", "rd", "rk", "rt", "st", "sh"),
    *("th", "ng"),
)
_COMMON = """
the of and to in a that was for with as had not is were be by from this on it his her he she they at which
have or been an review safeguarding children social care agencies practice practitioners family child
information health school police supervision assessment meeting learning partnership voice professional
curiosity
"""
_ROLES = ("overview_report", "executive_summary", "action_plan", "briefing")
_TITLES = {"overview_report": "Overview Report", "executive_summary": "Executive Summary",
           "action_plan": "Action Plan", "briefing": "Seven-minute Briefing"}  # fmt: skip
_TYPES = (("cspr", "Child Safeguarding Practice Review"), ("scr", "Serious Case Review"))
_SUBJECTS = ("neglect", "exploitation", "transitions", "housing", "elective education", "self harm")


@dataclass(frozen=True, slots=True)
class Made:
    """One document."""

    number: int
    source: str
    id: str
    sha: str
    url: str
    role: str
    kind: str
    case: str | None
    title: str
    heading: str
    published: str
    board: str
    twin_of: int | None

    @property
    def rare(self) -> str:
        """A word that stands on one of its pages, and nowhere else."""
        return rare_word(self.number)


def _some(parts: tuple[str, ...], dice: Generator) -> str:
    return parts[int(dice.integers(len(parts)))]


def rare_word(number: int) -> str:
    """A word that one document has."""
    digits = enumerate(str(number))
    return "zq" + "".join("bcdfghjklm"[int(digit)] + "aeiou"[place % 5] for place, digit in digits)


@dataclass(frozen=True)
class Corpus:
    """What is made, from these figures alone."""

    documents: int = 1000
    pages: int = 20
    words: int = 350  # on a page
    seed: int = 5
    of: int = 0  # documents of the catalogue that this one goes on from, so that the sources are the same

    @cached_property
    def vocabulary(self) -> np.ndarray:
        """Words, the commonest first."""
        dice = np.random.default_rng(self.seed)
        made: dict[str, None] = dict.fromkeys(_COMMON.split())
        while len(made) < VOCABULARY:
            syllables = [_some(_STARTS, dice) + _some(_VOWELS, dice) for _ in range(int(dice.integers(1, 4)))]
            made["".join(syllables) + _some(_ENDS, dice)] = None
        return np.array(list(made), dtype=object)

    @cached_property
    def _share(self) -> np.ndarray:
        shares = 1.0 / np.arange(1, VOCABULARY + 1) ** ZIPF
        return np.cumsum(shares / shares.sum())

    @cached_property
    def _shared_page(self) -> str:
        return self._page(np.random.default_rng(self.seed + 1))

    @cached_property
    def sources(self) -> list[SourceInfo]:
        """One to a hundred documents, and never fewer than five."""
        dice = np.random.default_rng(self.seed + 2)
        names: dict[str, None] = {}
        while len(names) < max(5, (self.of or self.documents) // 100):
            word = str(self.vocabulary[int(dice.integers(500, VOCABULARY))])
            names[
                f"{word.capitalize()}{('moor', 'vale', 'combe', 'ford', 'wick', 'mere')[len(names) % 6]}"
            ] = None
        return [
            SourceInfo(
                slug=name.lower(),
                title=_board(name),
                nation=Nation.ENGLAND,
                aliases=(f"{name} Safeguarding Children Board",),
            )
            for name in names
        ]

    def made(self, number: int) -> Made:
        """What one document is."""
        twin = number - DISTANCE if number % TWIN_EVERY == TWIN_EVERY - 1 and number >= DISTANCE else None
        of = number if twin is None else twin
        review = of // 3
        role = _ROLES[of % 3 if of % 9 else 3]
        kind, words = _TYPES[review % 2]
        source = self.sources[(review if twin is None else review + 1) % len(self.sources)]
        year = 2008 + review * 7 % 18
        if review % NAMELESS_EVERY:
            case: str | None = f"Child {_letters(review)}{review % 97}"
            title = f"{words}: {case} – {_TITLES[role]}"
        else:
            case = None
            about = f"{_SUBJECTS[review % 6]} and {self.vocabulary[1000 + review % 50_000]}"
            title = f"{words} about {about} – {_TITLES[role]}"
        url = f"https://{source.slug}.example/files/{number}-{role.replace('_', '-')}.pdf"
        sha = hashlib.sha256(f"{self.seed}|{number}".encode()).hexdigest()
        return Made(
            number=number, source=source.slug, id=document_id(source.slug, sha), sha=sha, url=url, role=role,
            kind=kind, case=case, board=self.sources[review % len(self.sources)].title, title=title,
            heading=case or title.rpartition(" – ")[0],
            published=f"{year}-{1 + review % 12:02}-{1 + review % 28:02}", twin_of=twin,
        )  # fmt: skip

    def text(self, number: int) -> list[str]:
        """The pages of one document."""
        made = self.made(number)
        dice = np.random.default_rng((self.seed, number))
        if made.twin_of is not None:
            return self._changed(self.text(made.twin_of), dice, made.number)
        pages = [self._page(dice) for _ in range(self.pages)]
        pages[0] = f"{made.title}\n{made.board}\n{pages[0]}"
        if self.pages > 2:
            pages[1] = self._shared_page
        pages[-1] = f"{pages[-1]}\nReference {made.rare}."
        return pages

    def _page(self, dice: Generator) -> str:
        places = np.searchsorted(self._share, dice.random(self.words))
        words = self.vocabulary[np.minimum(places, VOCABULARY - 1)].tolist()
        lines = [" ".join(words[at : at + 14]) for at in range(0, len(words), 14)]
        return ".\n".join(lines)

    def _changed(self, pages: list[str], dice: Generator, number: int) -> list[str]:
        """A word in a hundred another one, and a footer."""
        changed = []
        for place, page in enumerate(pages, 1):
            words = page.split(" ")
            for at in dice.integers(0, len(words), max(1, int(EDITED * len(words)))):
                words[at] = str(self.vocabulary[int(dice.integers(100, VOCABULARY))])
            changed.append(" ".join(words) + f"\nCopy {number}, page {place}")
        return changed

    def twins(self, first: int = 0, last: int | None = None) -> Iterator[tuple[str, str]]:
        """The near-duplicates that were made: (file, file of which it is one)."""
        for number in range(first, self.documents if last is None else last):
            made = self.made(number)
            if made.twin_of is not None:
                yield made.sha, self.made(made.twin_of).sha

    # ------------------------------------------------------------ into a catalogue

    def add(self, catalogue: Catalogue, first: int, last: int, now: str = NIGHT) -> None:
        """Put documents [first, last) into a catalogue as one night: read and described, not grouped."""
        run = catalogue.start_run("crawl", self.sources, now)
        with catalogue.writing() as connection:
            before = connection.execute("SELECT COALESCE(max(id), 0) FROM file_page").fetchone()[0]
            for start in range(first, last, BATCH):
                many = [self.made(number) for number in range(start, min(last, start + BATCH))]
                for table, columns, rows in self._rows(many, run, now):
                    connection.executemany(_insert(table, columns), rows)
            connection.execute(
                "INSERT INTO pages_fts (rowid, text) SELECT id, text FROM file_page WHERE id > ?", (before,)
            )
            connection.execute(_NIGHT_OF_EACH, (run,))
            connection.execute("UPDATE run SET finished = ?, exit_code = 0 WHERE id = ?", (now, run))

    def _rows(self, many: list[Made], run: int, now: str) -> Iterator[Rows]:
        """What a night leaves of documents: table, columns, rows."""
        pdf = "application/pdf"
        yield "file", "sha256 size media_type first_seen", [(m.sha, 123_456, pdf, now) for m in many]
        yield (
            "extract",
            "sha256 outcome media_type page_count extractor ocr message lines headers properties at",
            [(m.sha, "ok", pdf, self.pages, "made", 0, "", "[]", "[]", "{}", now) for m in many],
        )
        pages = [(m.sha, page, text) for m in many for page, text in enumerate(self.text(m.number), 1)]
        yield "file_page", "sha256 page text", pages
        yield "document", _DOCUMENT, [_document(m, run, now) for m in many]
        yield (
            "address",
            "source url document_id sha256 outcome at status size media_type last_outcome last_fetched",
            [(m.source, m.url, m.id, m.sha, "ok", now, 200, 123_456, pdf, "ok", now) for m in many],
        )
        yield "sighting", _SIGHTING, [_sighting(m, run, now) for m in many]
        yield (
            "evidence_item",
            "document_id position field value origin page line rule confidence",
            [
                (m.id, place, name, value, "cover", 1, m.title, "made", 0.9)
                for m in many
                for place, (name, value) in enumerate(
                    (("review_type", m.kind), ("title", m.title), ("role", m.role))
                )
            ],
        )
        yield "find_stale", "document_id", [(m.id,) for m in many]


Rows = tuple[str, str, Sequence[tuple[object, ...]]]

_DOCUMENT = """id source sha256 url page_url link_text heading label title review_type role case_name board
    published published_precision language fetch_outcome first_seen last_seen first_run last_run counted_run
    described_revision described_rules described_at described_read kept kept_score"""
_SIGHTING = """document_id url page_url link_text heading link page_title page_kind page_heading verdict score
    is_review_document first_seen last_seen first_run last_run"""
_NIGHT_OF_EACH = """
    INSERT INTO run_source (run_id, source, outcome, pages_fetched, requests, bytes, candidates,
        documents_listed, documents_new, documents_changed, documents_lost, seconds, message, counted)
    SELECT ?, n.source, 'ok', 4, 12, 0, n.number, n.number, n.number, 0, 0, 10.0, '', 1
    FROM (SELECT source, count(*) AS number FROM document GROUP BY 1) n"""


def _insert(table: str, columns: str) -> str:
    names = columns.split()
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


def _document(made: Made, run: int, now: str) -> tuple[object, ...]:
    m = made
    link = (m.id, m.source, m.sha, m.url, _hub(m), m.title, m.heading, m.title)
    told = (m.title, m.kind, m.role, m.case, m.board, m.published, "day", "en")
    return (*link, *told, "ok", now, now, run, run, run, 1, RULES, now, 1, 1, 0.9)


def _sighting(made: Made, run: int, now: str) -> tuple[object, ...]:
    m = made
    link = to_json({"url": m.url, "text": m.title})
    where = (m.id, m.url, _hub(m), m.title, m.heading, link, "Published reviews", "hub", "Published reviews")
    return (*where, "{}", 0.9, 1, now, now, run, run)


def _hub(made: Made) -> str:
    """Pages of a hundred reviews."""
    return f"https://{made.source}.example/reviews/{made.number // 3 // 100}"


def _board(name: str) -> str:
    return f"{name.capitalize()} Safeguarding Children Partnership"


def _letters(number: int) -> str:
    return "".join(chr(65 + number // step % 26) for step in (676, 26, 1))


def open_unsafe(data: DataDirectory) -> Catalogue:
    """A catalogue that need not outlive a power cut."""
    catalogue = Catalogue.open(data.catalogue)
    catalogue.connection.execute("PRAGMA synchronous = OFF")
    catalogue.connection.execute("PRAGMA cache_size = -400000")
    return catalogue


def main() -> None:
    """Make a catalogue from the command line."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    for name, usual in (("documents", 1000), ("pages", 20), ("words", 350), ("seed", 5)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--to", dest="last", type=int)
    options = parser.parse_args()
    corpus = Corpus(options.documents, options.pages, options.words, options.seed)
    with open_unsafe(DataDirectory(options.folder)) as catalogue:
        corpus.add(catalogue, options.first, corpus.documents if options.last is None else options.last)
    print(f"{options.folder}: {corpus.documents} documents of {corpus.pages} pages of {corpus.words} words")


if __name__ == "__main__":
    main()
