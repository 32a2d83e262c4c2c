"""The texts around a link, in the order in which they are trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.normalise.lexicon import fold, squeeze
from harvester.vocabulary import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.records import Link, Page

MAX_FIELD = 600  # characters of one field that are looked at


@dataclass(frozen=True, slots=True)
class Field:
    """One text around the link, in its place in the order of trust."""

    name: str
    text: str
    origin: Origin
    confidence: float
    own: str | None = None  # the same without the words of other links, where there are any


_FAMILY = {
    "text": (Origin.LINK, 0.9),
    "alt": (Origin.LINK, 0.85),
    "title": (Origin.LINK, 0.8),
    "entry": (Origin.LINK, 0.85),
    "row": (Origin.LINK, 0.8),
    "column": (Origin.LINK, 0.8),
    "nearby": (Origin.LINK, 0.75),
    "dated": (Origin.LINK, 0.75),
    "heading": (Origin.HEADING, 0.7),
    "h1": (Origin.PAGE, 0.55),
    "page title": (Origin.PAGE, 0.5),
    "breadcrumb": (Origin.PAGE, 0.4),
}

VAGUE = re.compile(
    r"\W*(?:(?:please\s+)?(?:click\s+)?(?:here|this(?:\s+(?:link|document|page))?)|read(?:\s+(?:more|it|on))?|download(?:\s+(?:here|now))?"
    r"|view|open|see|pdf|docx?|more|link|find\s+out\s+more|click|available|now|to|can|be|found|the|please|file|document|"
    r"darllen|yma|lawrlwytho|\W)*\W*",
    re.IGNORECASE,
)


_TITLE = 120  # characters; a longer line before a link is a sentence
_SENTENCE = re.compile(
    r"[.!?]\s|\b(?:is|are|was|were|be|been|has|have|had|can|will|must|please|you|we|click|read|see)\b",
    re.IGNORECASE,
)


def _title_line(link: Link) -> str:
    """The line of a vague link, when it is a title: "Family Moss - SCR report - May 2021 [Download]"."""
    near = link.apart or link.nearby
    line = near.replace(link.text, " ", 1).strip() if link.text else near
    return line if line and len(line) <= _TITLE and not _SENTENCE.search(line) else ""


def fields_of(link: Link, page: Page) -> Iterator[Field]:
    """The texts around the link in order of trust, each once."""
    vague = VAGUE.fullmatch(link.text) is not None
    texts: list[tuple[str, str]] = [("text", link.text), ("alt", link.alt), ("title", link.title)]
    if vague:
        texts += [("entry", _title_line(link)), ("nearby", link.nearby)]
    texts += [("entry", link.entry), ("row", link.row), ("column", link.column), ("nearby", link.nearby)]
    texts.append(("dated", link.dated))
    texts.append(("heading", link.heading))
    texts += [("heading", text) for text in reversed(link.outline)]
    texts += [("h1", page.h1), ("page title", page.title), ("breadcrumb", page.breadcrumb)]
    seen: set[str] = set()
    for name, text in texts:
        plain = squeeze(text[:MAX_FIELD].replace("\n", " "))
        if plain and fold(plain) not in seen:
            seen.add(fold(plain))
            origin, confidence = _FAMILY[name]
            own = squeeze(link.apart[:MAX_FIELD]) if name == "nearby" and link.apart else None
            yield Field(name, plain, origin, confidence, own)
