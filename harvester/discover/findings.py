"""What a search of web archives hands on: pages and files with their evidence, as values and as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Final

VERSION: Final = 4  # of the rules and of what is kept: units found by others are searched again
MOST_LINKS: Final = 40  # of one page that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLink:
    """A link that leads to a review document, or to a page that lists reviews."""

    url: str
    text: str
    score: float
    review_type: str | None = None
    role: str | None = None
    case_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """One captured page that lists reviews, is one, or leads to a page that does."""

    url: str
    at: str  # when it was captured
    archive: str = ""  # the file that holds it; "" when an index names none
    offset: int
    kind: str  # as `PageKind` calls it
    score: float  # that it is about reviews itself; 0 for one that only leads on
    title: str
    site: str = ""  # how the site calls itself, as far as its titles tell
    language: str = ""
    reasons: tuple[str, ...] = ()
    documents: tuple[FoundLink, ...] = ()
    leads: tuple[FoundLink, ...] = ()
    listed: int = 0  # documents in all, also those left out above


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """One captured document: a PDF or a text of a word processor."""

    url: str
    at: str
    archive: str = ""  # "" when it is not at hand: its address is all that is known
    offset: int
    size: int
    signed: str = ""  # what its address or its properties say; "" when nothing
    whole: bool = True


@dataclass(slots=True, kw_only=True)
class UnitFindings:
    """What one WARC file, or one part of it, came to."""

    archive: str
    start: int = 0
    end: int | None = None
    counts: Counter[str] = field(default_factory=Counter)
    troubles: list[tuple[int, str, str]] = field(default_factory=list)
    pages: list[FoundPage] = field(default_factory=list)
    files: list[FoundFile] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As it is kept between two runs."""
        values = {"version": VERSION, "archive": self.archive, "start": self.start, "end": self.end}
        values["counts"] = dict(sorted(self.counts.items()))
        values["troubles"] = [list(one) for one in self.troubles]
        values["pages"] = [_plain(one) for one in self.pages]
        values["files"] = [_plain(one) for one in self.files]
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> UnitFindings:
        """What was kept.

        Raises:
            KeyError, TypeError, ValueError: this is no such thing, or another version's.
        """
        if values["version"] != VERSION:
            raise ValueError("kept by another version")
        return cls(
            archive=values["archive"],
            start=values["start"],
            end=values["end"],
            counts=Counter(values["counts"]),
            troubles=[(int(at), str(reason), str(detail)) for at, reason, detail in values["troubles"]],
            pages=[_page(one) for one in values["pages"]],
            files=[FoundFile(**one) for one in values["files"]],
        )


def _plain(value: FoundPage | FoundFile) -> dict[str, Any]:
    """Without what is empty, which is most of it."""
    return {name: one for name, one in asdict(value).items() if one not in ("", (), None)}


def _page(values: dict[str, Any]) -> FoundPage:
    values = {"title": ""} | values
    for name in ("documents", "leads"):
        values[name] = tuple(FoundLink(**one) for one in values.get(name, ()))
    values["reasons"] = tuple(values.get("reasons", ()))
    return FoundPage(**values)
