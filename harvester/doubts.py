"""What of a find a person should look at: doubts, worked out from its values and where they were read.

A doubt never changes a value. It says in one plain sentence what is not sure, and which field it is
about, so that the desk can put the question first. What a person said is not in doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from harvester.vocabulary import Outcome, ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

WEAK = 0.6  # surer than this, and the value is usually right
WEAK_TITLE = 0.5  # a title from a link is no cover, and still a title
RIVAL = 0.7  # another value must be as sure as this to contest the chosen one
NEAR = 0.15  # and at most this much less sure than it
BORDERLINE = 0.65  # a document is kept from 0.5
OLDEST_YEAR = 1985

# What each code is about, in the words of a heading: the facet of the queue shows these.
LABELS = {
    "not_fetched": "Not fetched",
    "unreadable": "Unreadable",
    "image_only": "Only images of pages",
    "other_area": "Another area's report",
    "borderline": "Perhaps no review document",
    "possible_copy": "Possible copy",
    "superseded": "A newer version is here",
    "no_date": "No date",
    "odd_date": "Unlikely date",
    "weak_date": "Weak date",
    "contested_date": "Several dates",
    "no_type": "Type unknown",
    "weak_type": "Weak type",
    "contested_type": "Several types",
    "no_role": "Role unknown",
    "weak_role": "Weak role",
    "contested_role": "Several roles",
    "weak_case": "Weak case name",
    "contested_case": "Several case names",
    "weak_title": "Weak title",
    "no_longer_read": "A value that is no longer read",
    "unusual": "Unusual for its source",
}

_YEAR = re.compile(r"[0-9]{4}\Z")
_FIELDS = {"published": "date", "review_type": "type", "role": "role", "case_name": "case"}
_NAMES = {
    "published": "date",
    "review_type": "type",
    "role": "role",
    "case_name": "case name",
    "title": "title",
}
_PLACES = {
    "link": "the link",
    "heading": "a heading above the link",
    "page": "the text",
    "cover": "the title page",
    "header": "the running header",
    "properties": "the file's properties",
    "file_name": "the file's name",
    "http": "the server's answer",
}
_READ = {None, Outcome.OK}
_confidence = attrgetter("confidence")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that is not sure about a document."""

    code: str  # a key of LABELS
    words: str  # one plain sentence
    field: str | None = None  # the field of the record that it is about


@dataclass(frozen=True, slots=True)
class Read:
    """A value that was read somewhere: what doubts need to know of evidence."""

    field: str
    value: str
    origin: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """What is known of a document, as far as it can raise doubts. Values are the effective ones."""

    sha256: str | None = None
    title: str = ""
    review_type: str = ReviewType.OTHER
    role: str = Role.OTHER
    case_name: str | None = None
    published: str | None = None
    completed: str | None = None
    fetch_outcome: str | None = None
    text_outcome: str | None = None
    kept_score: float | None = None
    foreign: bool = False  # another area published it, as far as the text says
    original: bool = False  # and its original is held
    board: str | None = None
    superseded: bool = False
    copies: int = 0  # other documents that may be the same text, undecided
    usual_types: frozenset[str] = frozenset()  # what nearly all documents of its source are, if they agree
    found: str | None = None  # when it was first seen
    decided: frozenset[str] = frozenset()  # fields that a person has decided
    withheld: frozenset[str] = frozenset()  # fields whose value a new reading no longer gives
    evidence: tuple[Read, ...] = field(default=())


def doubts(document: DocumentFacts) -> tuple[Doubt, ...]:
    """Everything that is not sure about a document, the gravest first."""
    found = [*_about_file(document), *_about_place(document), *_about_date(document)]
    for name in ("review_type", "role", "case_name"):
        found += _about_value(document, name)
    if "title" not in document.decided:
        agreeing, _ = _said_of(document, "title", document.title)
        found += _weak("title", agreeing, WEAK_TITLE)
    for name in sorted(document.withheld - document.decided):
        words = f"A new reading no longer gives the {_NAMES.get(name, name)}; the old one still stands."
        found.append(Doubt("no_longer_read", words, name))
    return tuple(found)


def _about_file(document: DocumentFacts) -> Iterable[Doubt]:
    if document.sha256 is None:
        said = (document.fetch_outcome or "not asked for yet").replace("_", " ")
        yield Doubt("not_fetched", f"The file is not here: {said}.")
    elif document.text_outcome == Outcome.IMAGE_ONLY:
        yield Doubt("image_only", "The file holds pictures of pages and no text; values are from its link.")
    elif document.text_outcome not in _READ:
        said = str(document.text_outcome).replace("_", " ")
        yield Doubt("unreadable", f"The file could not be read: {said}.")


def _about_place(document: DocumentFacts) -> Iterable[Doubt]:
    if document.foreign and not {"status", "board"} & document.decided:
        by = f" by {document.board}" if document.board else ""
        held = "the original is here too" if document.original else "the original is not here"
        yield Doubt("other_area", f"It seems to be published{by}, another area's board; {held}.", "board")
    if (
        document.kept_score is not None
        and document.kept_score < BORDERLINE
        and "status" not in document.decided
    ):
        yield Doubt("borderline", "It is only just likely to be a review document.", "status")
    if document.copies:
        other = "another document" if document.copies == 1 else f"{document.copies} other documents"
        yield Doubt("possible_copy", f"It may be the same text as {other}.", "duplicate_of")
    if document.superseded and "replaces" not in document.decided:
        yield Doubt("superseded", "A newer version of it was found.")
    if (
        document.usual_types
        and document.review_type not in document.usual_types
        and "review_type" not in document.decided
    ):
        yield Doubt("unusual", "Its source hardly ever publishes this type.", "review_type")


def _about_date(document: DocumentFacts) -> Iterable[Doubt]:
    if "published" in document.decided:
        return
    if document.published is None:
        if "completed" not in document.decided:
            yield Doubt("no_date", "No date of publication was found.", "published")
        return
    latest = (document.found or "9999")[:10]
    year = document.published[:4]
    if not _YEAR.match(year) or int(year) < OLDEST_YEAR or document.published[: len(latest)] > latest:
        yield Doubt("odd_date", f"{document.published} is an unlikely date of publication.", "published")
    yield from _about_value(document, "published")


def _said_of(document: DocumentFacts, name: str, value: str) -> tuple[list[Read], list[Read]]:
    """What was read of a field: where it can be true beside its value, and where it cannot."""
    agrees = _agreeing(name, value)
    agreeing: list[Read] = []
    others: list[Read] = []
    for one in document.evidence:
        if one.field == name:
            (agreeing if agrees(one.value) else others).append(one)
    return agreeing, others


def _about_value(document: DocumentFacts, name: str) -> Iterable[Doubt]:
    if name in document.decided:
        return
    value = getattr(document, name)
    if name in ("review_type", "role") and value in (None, "", "other"):
        yield Doubt(f"no_{_FIELDS[name]}", f"Nothing says which {_NAMES[name]} it has.", name)
        return
    if not value:
        return
    agreeing, others = _said_of(document, name, value)
    yield from _weak(name, agreeing, WEAK)
    yield from _contested(name, agreeing, others)


def _weak(name: str, agreeing: Sequence[Read], limit: float) -> Iterable[Doubt]:
    best = max(agreeing, key=_confidence, default=None)
    if best is not None and best.confidence < limit:
        place = _PLACES.get(best.origin, best.origin.replace("_", " "))
        code = f"weak_{_FIELDS.get(name, name)}"
        yield Doubt(code, f"The {_NAMES[name]} rests on {place} alone.", name)


def _contested(name: str, agreeing: Sequence[Read], others: Sequence[Read]) -> Iterable[Doubt]:
    own = max(map(_confidence, agreeing), default=0.0)
    rival = max(others, key=_confidence, default=None)
    if rival is None or rival.confidence < RIVAL or rival.confidence < own - NEAR:
        return
    place = _PLACES.get(rival.origin, rival.origin.replace("_", " "))
    shown = rival.value.replace("_", " ") if name in ("review_type", "role") else rival.value
    words = f"{place[0].upper()}{place[1:]} gives another {_NAMES[name]}: {shown[:80]}."
    yield Doubt(f"contested_{_FIELDS[name]}", words, name)


def _agreeing(name: str, value: str) -> Callable[[str], bool]:
    """Whether another value can be true beside this one."""
    if name == "published":
        return lambda other: other.startswith(value) or value.startswith(other)
    if name in ("case_name", "title"):
        here = _folded(value)
        if not here:
            return lambda _other: False
        return lambda other: (
            other == value or (bool(there := _folded(other)) and (here in there or there in here))
        )
    return lambda other: other == value


def _folded(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text[:400].casefold()))
