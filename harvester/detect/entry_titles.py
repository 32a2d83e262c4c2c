"""The title of an entry taken apart: who published, which kind of review, whose case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from harvester.normalise.boards import find_boards
from harvester.normalise.body_names import names_a_body
from harvester.normalise.lexicon import fold, squeeze
from harvester.normalise.list_publishers import is_anonymous

if TYPE_CHECKING:
    from harvester.normalise.list_publishers import PublisherNames

_SEPARATOR: Final = re.compile(r"\s+[-|]\s+|\s*[–—]\s*|\s*:\s+")
VAGUE: Final = re.compile(
    r"^(?:download|view|open|read|see|more|details|pdf|word|here|click|link|report|file|the|full|overview|"
    r"executive|learning|brief(?:ing)?|summary|this|as|in|a|new|window|\W)+$",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(
    r"\((?P<body>[^(),]{3,80})(?:,[^()]{0,60})?\)\s*$"
)  # "Nadira (Elmhurst, May 2015)"
_EDGES: Final = " .,:;-–—()'\"|"
_ANONYMOUS_WORDS: Final = 6  # of a part that says no more than that nobody is named


@dataclass(frozen=True, slots=True)
class Told:
    """What a title says."""

    publisher: str | None = None
    anonymous: bool = False
    rest: str = ""  # the kind of review and the case


def names_only_a_body(text: str) -> bool:
    """Whether a text is the full name of a publisher and nothing else: "Safer Elmhurst Partnership"."""
    plain = squeeze(text).strip(_EDGES)
    if names_a_body(plain):
        return True
    return any(m.start == 0 and m.end >= len(plain) for m in find_boards(plain))


def parts_of(title: str) -> list[str]:
    """The parts of a title between its dashes and colons."""
    return [part for part in _SEPARATOR.split(title) if part.strip(_EDGES)]


def take_apart(title: str, names: PublisherNames) -> Told:
    """The publisher that a title names between its dashes, begins with or ends in, and the rest of it."""
    parts = parts_of(title)
    bodies = [part for part in parts if names_only_a_body(part)]
    silent = [
        part
        for part in parts
        if len(parts) > 1 and is_anonymous(part) and len(part.split()) <= _ANONYMOUS_WORDS
    ]
    if bodies or silent:
        left = [part.strip() for part in parts if part not in bodies and part not in silent]
        publisher = squeeze(bodies[0]).strip(_EDGES) if bodies else None
        return Told(publisher, bool(silent) and not bodies, " - ".join(left))
    mention = next(iter(find_boards(title)), None)
    if mention is not None and names.resolve(mention.name):
        return Told(mention.name, rest=squeeze(f"{title[: mention.start]} {title[mention.end :]}"))
    aside = _ASIDE.search(title)
    if aside is not None and (names_only_a_body(aside["body"]) or names.resolve(aside["body"])):
        return Told(aside["body"].strip(), rest=squeeze(title[: aside.start()]))
    area, rest = names.leading(title)
    return Told(area, rest=rest) if area and rest else Told(rest=title)


def without_body(title: str, body: str) -> str:
    """A title without the part that is the name of a body: "Stronger Elmhurst: Della" → "Della"."""
    parts = parts_of(title)
    left = [part.strip() for part in parts if fold(part.strip(_EDGES)) != fold(body.strip(_EDGES))]
    return " - ".join(left) if 0 < len(left) < len(parts) else title
