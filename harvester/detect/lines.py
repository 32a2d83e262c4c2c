"""A line of a page as it is being read, and the sentence of it that a link stands in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from harvester.detect import cases, words

if TYPE_CHECKING:
    from lxml import html

    from harvester.detect.pending import Pending

_LONG: Final = 320
_FEW: Final = 12
_MANY: Final = 200  # links of one line that are told apart
_SENTENCE: Final = re.compile(r"(?<=[.!?])[\"'”’)]?\s+(?=[A-Z\"'“‘(])")


class Line:
    """Text between two block boundaries, with the places of its links."""

    __slots__ = (
        "_bold",
        "_flat",
        "_gap",
        "_length",
        "_parts",
        "_prefix",
        "_spans",
        "_total",
        "links",
        "owner",
    )

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._bold = 0
        self._total = 0
        self._length = 0  # of the text with single spaces
        self._gap = False
        self._flat = ""
        self._prefix = ""
        self._spans: list[tuple[int, int]] | None = None
        self.links: list[tuple[Pending, int]] = []
        self.owner: Any = None  # the element of the link that is open

    def say(self, text: str, *, bold: bool) -> None:
        """Add running text."""
        self._parts.append(text)
        flat = " ".join(text.split())
        if flat:
            self._length += len(flat) + int(self._length > 0 and (self._gap or text[0].isspace()))
        self._gap = text[-1].isspace() if flat else True
        solid = len(flat) - flat.count(" ")
        self._total += solid
        self._bold += solid if bold else 0

    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    def flat(self) -> str:
        """The whole text with single spaces; asked for when the line is complete."""
        if not self._flat:
            self._flat = " ".join(self.text().split())
        return self._flat

    def spans(self) -> list[tuple[int, int]]:
        """Where the sentences of the complete line begin and end."""
        if self._spans is None:
            self._spans = _spans(self.flat())
        return self._spans

    def all_bold(self) -> bool:
        """Whether (nearly) everything is bold."""
        return self._total > 0 and self._bold >= 0.9 * self._total

    def bold_prefix(self) -> str:
        """The bold words that begin the line, before its first link."""
        if not self.links and self._total and self._bold >= 0.8 * self._total:
            words_so_far = " ".join(self.text().split()).strip(" :-–—")[:200]
            self._prefix = "" if words.is_vague(words.tidy(words_so_far)) else words_so_far
        return self._prefix

    def start_link(self, pending: Pending, element: html.HtmlElement) -> None:
        """A link begins here."""
        self.links.append((pending, self._length))
        self.owner = element

    def end_link(self) -> None:
        """The open link ends."""
        self.owner = None


def nearby_of(line: Line, pending: Pending, offset: int, previous: str) -> str:
    """The sentence a link stands in; with the sentence or line before it where it says little."""
    text = line.flat()
    own = pending.text()
    if len(text) <= _LONG and len(line.links) == 1:
        near = text
    else:
        starts = [place for _, place in line.links[:_MANY] if place < offset]
        near = _sentence(text, offset, line.spans(), starts)
    bare = near.replace(own, "").strip(" .:;-–—()|")
    vague = not own or words.is_vague(words.tidy(own))
    if previous and len(bare) < 12 and len(previous) <= 400 and (vague or previous.endswith((":", "-", "–"))):
        near = f"{previous} {near}"
    return near[:600]


def others_of(line: Line, pending: Pending) -> tuple[str, ...]:
    """What the other links of a line say; of a line full of links, nothing."""
    if not 1 < len(line.links) <= _FEW:
        return ()
    return tuple(other.text() for other, _ in line.links if other is not pending)


def without_others(near: str, own: str, others: tuple[str, ...]) -> str:
    """The words around a link that are not those of another link: "Action plan" beside it is not its role."""
    for text in sorted(others, key=len, reverse=True):
        if len(text) > 2 and text not in own:
            near = near.replace(text, " ")
    return " ".join(near.split())


def own_words(line: Line, pending: Pending, offset: int) -> str:
    """What a bare link of a sentence with several says: "the full report here and the briefing here".

    Its own words are those before it, back to the link before; or those behind it, where the first link
    of the line has none before it.
    """
    own = pending.text()
    if not 1 < len(line.links) <= _FEW or not own or not words.is_vague(words.tidy(own)):
        return ""
    text = line.flat()
    start, end = next((span for span in line.spans() if offset < span[1]), (0, len(text)))
    before = max([start, *(end_of(text, link, place) for link, place in line.links if place < offset)])
    behind = min([end, *(place for _, place in line.links if place > offset)])
    if not re.search(r"\w", text[: line.links[0][1]]):
        said = text[offset:behind]
    else:
        said = text[before : end_of(text, pending, offset)]
    said = re.sub(r"^\W*(?:and|or|with|,)\s+", "", said).strip(" ,;:-–—")
    return said if len(said) >= len(own) + 4 else ""


def end_of(text: str, pending: Pending, place: int) -> int:
    """Where a link ends in the text of its line; it may begin with the space before it."""
    return place + text[place : place + 1].isspace() + len(pending.text())


def _sentence(text: str, offset: int, spans: list[tuple[int, int]], links: list[int]) -> str:
    index = next((i for i, (_, end) in enumerate(spans) if offset < end), len(spans) - 1)
    first, last = spans[index]
    sentence = text[first:last]
    before = text[spans[index - 1][0] : first] if index > 0 else ""
    if len(sentence) < 40 and before and not any(spans[index - 1][0] <= place <= first for place in links):
        sentence = before + sentence
    if len(sentence) > 600:
        middle = min(max(offset - first - 250, 0), max(len(sentence) - 500, 0))
        sentence = sentence[middle : middle + 500]
    return sentence


def _spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text begin and end."""
    start, spans = 0, []
    for found in _SENTENCE.finditer(text[:20_000]):
        spans.append((start, found.start()))
        start = found.end()
    spans.append((start, len(text)))
    return spans


def case_before(line: Line, pending: Pending, offset: int) -> str:
    """The case named last before a link in its paragraph, when its own sentence names none."""
    if len(line.links) < 2 or cases.has_case(words.tidy(pending.nearby)):
        return ""
    text = line.flat()[max(0, offset - words.CAP) : offset]
    return cases.last_case(words.tidy(text))
