"""How well a crawl found and described what a set of sites really publishes.

Every figure is a pure function of a `Truth` and a `Harvest`. A field is *right* when it agrees with
the truth, or with an answer noted as equally good, after taking away case, spacing, quotation marks
and punctuation; it is *strictly* right when it is the very value.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from harvester.evaluate.truth import (
    FIELDS,
    STATES,
    Harvest,
    Row,
    Truth,
    address_key,
    read_harvest,
    read_truth,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from harvester.evaluate.truth import TrueDocument

_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Share:
    """So many right of so many; `strict` counts the ones that are right to the letter."""

    right: int = 0
    strict: int = 0
    total: int = 0

    @property
    def rate(self) -> float:
        """Share that is right; 1 where there was nothing to judge."""
        return self.right / self.total if self.total else 1.0

    @property
    def strict_rate(self) -> float:
        """Share that is right to the letter."""
        return self.strict / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class PairScore:
    """Agreement of two sets of pairs."""

    true: int
    claimed: int
    both: int

    @property
    def precision(self) -> float:
        """Share of the claimed pairs that are true."""
        return self.both / self.claimed if self.claimed else 1.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that were claimed."""
        return self.both / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that went wrong, in words."""

    kind: str  # missed, false find, wrong, outcome
    source: str
    what: str  # key or address of the document
    field: str = ""
    expected: str = ""
    got: str = ""


@dataclass(slots=True, kw_only=True)
class SiteFigures:
    """The figures of one source, or of all together."""

    true: int = 0
    found: int = 0
    rows: int = 0
    false_finds: int = 0
    pages: int = 0
    fields: dict[str, Share] = field(default_factory=lambda: {f: Share() for f in (*FIELDS, *STATES)})

    @property
    def recall(self) -> float:
        """Share of the true documents that were found."""
        return self.found / self.true if self.true else 1.0

    @property
    def precision(self) -> float:
        """Share of the rows that are true documents, each counted once."""
        return 1 - self.false_finds / self.rows if self.rows else 1.0

    @property
    def pages_per_document(self) -> float:
        """HTML pages fetched for each true document."""
        return self.pages / self.true if self.true else float(self.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that one comparison came to."""

    sites: dict[str, SiteFigures]
    overall: SiteFigures
    outcomes: Share
    grouping: PairScore
    duplicates: PairScore
    problems: tuple[Problem, ...]


def evaluate(catalogue: Path, truth: Path) -> Report:
    """Compares a catalogue with the truth about the sites it was crawled from.

    Raises:
        UsageError: either file is missing or not of its form.
    """
    return compare(read_harvest(catalogue), read_truth(truth))


def compare(harvest: Harvest, truth: Truth) -> Report:
    """Compares what was found with what is true."""
    found, extra = match(harvest, truth)
    problems: list[Problem] = []
    sites = {slug: SiteFigures(pages=harvest.pages.get(slug, 0)) for slug in truth.outcomes}
    for document in truth.documents:
        _judge(document, found.get(document.key), sites[document.source], problems)
    for row in extra:
        figures = sites.setdefault(row.source, SiteFigures())
        figures.rows += 1
        figures.false_finds += 1
        problems.append(
            Problem(
                kind="false find",
                source=row.source,
                what=str(row.values["url"]),
                got=str(row.values["title"]),
            )
        )
    return Report(
        sites=sites,
        overall=_sum(sites.values()),
        outcomes=_outcomes(harvest, truth, problems),
        grouping=_grouping(found, truth),
        duplicates=_duplicates(found, truth),
        problems=tuple(problems),
    )


def match(harvest: Harvest, truth: Truth) -> tuple[dict[str, Row], list[Row]]:
    """Pairs true documents with rows, by bytes and then by address; gives the rest as well."""
    by_bytes = {(d.source, d.sha256): d for d in truth.documents if d.sha256}
    by_address = {(d.source, address_key(url)): d for d in truth.documents for url in d.urls}
    found: dict[str, Row] = {}
    extra: list[Row] = []
    for row in sorted(harvest.rows, key=lambda r: (r.values["sha256"] is None, r.id)):
        document = by_bytes.get((row.source, row.values["sha256"]))
        if document is None:
            hits = [by_address[row.source, a] for a in sorted(row.addresses) if (row.source, a) in by_address]
            document = hits[0] if hits else None
        if document is not None and document.key not in found:
            found[document.key] = row
        elif not row.addresses & truth.grey:
            extra.append(row)
    return found, extra


def _judge(document: TrueDocument, row: Row | None, figures: SiteFigures, problems: list[Problem]) -> None:
    figures.true += 1
    if row is None:
        problems.append(
            Problem(kind="missed", source=document.source, what=document.key, expected=document.urls[0])
        )
        return
    figures.found += 1
    figures.rows += 1
    for name, share in figures.fields.items():
        share.total += 1
        got, wanted = row.values[name], _wanted(document, name, row)
        share.strict += got == wanted[0]
        if any(_same(name, got, value) for value in wanted):
            share.right += 1
        else:
            problems.append(
                Problem(
                    kind="wrong", source=document.source, what=document.key, field=name,
                    expected=" | ".join(map(str, wanted)), got=str(got),
                )
            )  # fmt: skip


def _wanted(document: TrueDocument, name: str, row: Row) -> tuple[Any, ...]:
    value, allowed = document.values[name], document.allowed[name]
    if name == "title" and value is None:
        return (*allowed, row.values["link_text"])
    if name == "text_outcome":
        return (value, *_ALSO_FINE.get(str(value), ()), *((None,) if document.sha256 is None else ()))
    return (value, *allowed)


# A reader with OCR reads scans; a tolerant one reads what is left of a cut file.
_ALSO_FINE = {"image_only": ("ok",), "truncated": ("parse_error", "ok")}


def _same(name: str, got: Any, wanted: Any) -> bool:
    if got is None or wanted is None:
        return got is wanted
    if name == "authors":
        return {plain(a) for a in got} == {plain(a) for a in wanted}
    if name == "case_name":
        return case_words(got) == case_words(wanted)
    if name in {"title", "board"}:
        return plain(got) == plain(wanted)
    return bool(got == wanted)


def plain(text: str) -> str:
    """A text without case, spacing, quotation marks and punctuation."""
    folded = (
        unicodedata.normalize("NFKC", text).casefold().replace("&", " and ").replace("'", "").replace("’", "")
    )
    return " ".join(_PUNCTUATION.sub(" ", folded).split())


def case_words(name: str) -> tuple[str, ...]:
    """The words of a case name in a fixed order: "The Q Family" and "Family Q" are one name."""
    return tuple(sorted(set(plain(name).split()) - {"and", "the", "a"}))


def _sum(sites: Iterable[SiteFigures]) -> SiteFigures:
    total = SiteFigures()
    for site in sites:
        total.true += site.true
        total.found += site.found
        total.rows += site.rows
        total.false_finds += site.false_finds
        total.pages += site.pages
        for name, share in site.fields.items():
            into = total.fields[name]
            into.right += share.right
            into.strict += share.strict
            into.total += share.total
    return total


def _outcomes(harvest: Harvest, truth: Truth, problems: list[Problem]) -> Share:
    share = Share()
    for slug, wanted in truth.outcomes.items():
        got = harvest.outcomes.get(slug)
        share.total += 1
        share.right += got == wanted
        share.strict += got == wanted
        if got != wanted:
            problems.append(Problem(kind="outcome", source=slug, what=slug, expected=wanted, got=str(got)))
    return share


def _pairs(groups: Mapping[Any, Iterable[str]]) -> set[frozenset[str]]:
    return {frozenset(pair) for keys in groups.values() for pair in combinations(sorted(keys), 2)}


def _score(true: set[frozenset[str]], claimed: set[frozenset[str]]) -> PairScore:
    return PairScore(len(true), len(claimed), len(true & claimed))


def _grouping(found: Mapping[str, Row], truth: Truth) -> PairScore:
    true: dict[str, list[str]] = defaultdict(list)
    claimed: dict[str, list[str]] = defaultdict(list)
    for document in truth.documents:
        row = found.get(document.key)
        if row is not None:
            true[document.review].append(document.key)
            claimed[row.values["review_id"] or row.id].append(document.key)
    return _score(_pairs(true), _pairs(claimed))


def _duplicates(found: Mapping[str, Row], truth: Truth) -> PairScore:
    key_of = {row.id: key for key, row in found.items()}
    optional = {
        frozenset((d.key, d.duplicate_of)) for d in truth.documents if d.duplicate_optional and d.duplicate_of
    }
    true_links = [(d.key, other) for d in truth.documents for other in (d.duplicate_of, d.replaces) if other]
    claimed_links = [
        (key, key_of.get(other, other))
        for key, row in found.items()
        for other in (row.values["duplicate_of"], row.values["replaces"])
        if other
    ]
    true = _pairs(_clusters(p for p in true_links if p[0] in found and p[1] in found))
    claimed = _pairs(_clusters(claimed_links))
    return _score(true - optional, claimed - optional)


def _clusters(links: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Everything that links join, under one name each: which copy is called the original is no matter."""
    home: dict[str, str] = {}
    members: dict[str, set[str]] = {}
    for left, right in links:
        a, b = home.setdefault(left, left), home.setdefault(right, right)
        members.setdefault(a, {left})
        members.setdefault(b, {right})
        if a == b:
            continue
        for key in members[b]:
            home[key] = a
        members[a] |= members.pop(b)
    return members
