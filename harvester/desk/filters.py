"""The filters of the queue as they stand in an address. Pure.

What is in no vocabulary is left out, so an address from anywhere makes a query that can be carried on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

from harvester.catalogue.queue_types import KINDS, QueueFilters
from harvester.doubts import LABELS
from harvester.publish.text import one_line
from harvester.vocabulary import Nation, ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOOKED = "looked"  # since this person last looked
MAX_WORDS = 200
_FACETS = ("nation", "source", "review_type", "role", "doubt")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What one asks of the queue."""

    kind: tuple[str, ...] = ()
    nation: str = ""
    source: str = ""
    review_type: str = ""
    role: str = ""
    doubt: str = ""
    since: str = ""  # a time, or LOOKED
    words: str = ""

    def filters(self, looked: str | None) -> QueueFilters:
        """The same for the catalogue.

        Args:
            looked: when this person last looked; None means never, so that all is new.
        """
        since = looked if self.since == LOOKED else self.since or None
        chosen = {name: getattr(self, name) or None for name in _FACETS}
        return QueueFilters(kind=frozenset(self.kind), since=since, words=self.words, **chosen)

    def text(self, **more: str) -> str:
        """As the query of an address, with `?`; "" when nothing is asked."""
        pairs = [("kind", kind) for kind in self.kind]
        pairs += [(name, getattr(self, name)) for name in (*_FACETS, "since", "words")]
        told = [(name, value) for name, value in (*pairs, *more.items()) if value]
        return f"?{urlencode(told)}" if told else ""

    def toggled(self, facet: str, value: str) -> Query:
        """With this choice, or without it where it is made already."""
        if facet == "kind":
            kinds = set(self.kind) ^ {value}
            return replace(self, kind=tuple(kind for kind in KINDS if kind in kinds))
        chosen: dict[str, Any] = {facet: "" if getattr(self, facet) == value else value}
        return replace(self, **chosen)

    def has(self, facet: str, value: str) -> bool:
        """Whether this choice is made."""
        return value in self.kind if facet == "kind" else bool(getattr(self, facet) == value)

    @property
    def asked(self) -> bool:
        """Whether anything is asked."""
        return self != Query()


def read_query(values: Mapping[str, Sequence[str]]) -> Query:
    """Read the values of an address, as lists by name."""

    def last(name: str) -> str:
        found = values.get(name) or [""]
        return found[-1]

    chosen = {
        "nation": last("nation") if last("nation") in list(Nation) else "",
        "source": last("source") if _SLUG.match(last("source")) else "",
        "review_type": last("review_type") if last("review_type") in list(ReviewType) else "",
        "role": last("role") if last("role") in list(Role) else "",
        "doubt": last("doubt") if last("doubt") in LABELS else "",
        "since": last("since") if last("since") == LOOKED or _DAY.match(last("since")) else "",
    }
    kinds = set(values.get("kind") or ())
    return Query(
        kind=tuple(kind for kind in KINDS if kind in kinds),
        words=one_line(last("words")[:MAX_WORDS]),
        **chosen,
    )


def parse_query(text: str) -> Query:
    """Read the query of an address, with or without `?`."""
    try:
        return read_query(parse_qs(text.removeprefix("?"), max_num_fields=50))
    except ValueError:
        return Query()
