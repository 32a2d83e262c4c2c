"""What differs between two texts, page by page: words gone, words new, and which pages belong together.

Words are compared, not lines, over the whole texts: a paragraph put in on page 3 moves every later line
and page break, and that is no change. Time is bounded by the number of words: phrases that each text
holds once split the texts into short stretches, only those are compared word by word, and a stretch
that stays too long counts as replaced.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from harvester.page_pairs import pair_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_WORDS = 300_000  # of each text; what follows is not compared
MAX_CHANGES = 300  # listed
MAX_EXCERPT = 240  # characters of a listed change
_MAX_WORD = 80  # characters; a longer one is several
_PHRASES = (6, 3, 1)  # words in a row by which texts are split, one after the other
_MAX_CELLS = 30_000_000  # words by words of a stretch compared word by word
_MAX_ALL_CELLS = 2_000_000_000  # of all stretches together
_CRUMB = 8  # times as many words that differ around words that agree make that chance
_WORD = re.compile(rf"\S{{1,{_MAX_WORD}}}")
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": None})


class Kind(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Span(NamedTuple):
    """A stretch of a page's text that shares one fate."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class PagePair:
    """A page of the old text beside the page of the new text that it became; None where there is none."""

    old: int | None
    new: int | None
    old_spans: tuple[Span, ...] = ()
    new_spans: tuple[Span, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether any word of either page is gone or new."""
        return any(span.kind is not Kind.SAME for span in (*self.old_spans, *self.new_spans))


@dataclass(frozen=True, slots=True)
class Change:
    """One place where the texts differ; the pages are where it begins in each."""

    old_page: int | None
    new_page: int | None
    gone: str
    new: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two texts."""

    pairs: tuple[PagePair, ...]
    changes: tuple[Change, ...]
    words_same: int
    words_gone: int
    words_new: int
    changes_left_out: int = 0
    cut: bool = False  # a text was longer than is compared

    @property
    def same_text(self) -> bool:
        """Whether no word differs."""
        return not (self.words_gone or self.words_new or self.cut)

    @property
    def likeness(self) -> float:
        """Share of the words of the longer text that both have, 0 to 1."""
        longer = self.words_same + max(self.words_gone, self.words_new)
        return self.words_same / longer if longer else 1.0


class _Block(NamedTuple):
    """`size` words that are the same from `old` and from `new` on."""

    old: int
    new: int
    size: int


@dataclass(slots=True)
class _Text:
    """The words of a text and where each stands."""

    pages: Sequence[str]
    keys: list[int]
    page: list[int]  # index of the page of each word
    start: list[int]
    end: list[int]
    cut: bool = False

    def excerpt(self, begin: int, end: int) -> str:
        """Some words, blanks closed up, cut to what a list can show."""
        parts: list[str] = []
        length = 0
        for word in range(begin, end):
            text = self.pages[self.page[word]][self.start[word] : self.end[word]]
            length += len(text) + 1
            if length > MAX_EXCERPT:
                parts.append("…")
                break
            parts.append(text)
        return " ".join(parts)


def compare(old: Sequence[str], new: Sequence[str]) -> Comparison:
    """Compare two texts.

    Args:
        old: the text of each page, in order.
        new: likewise.
    """
    numbers: dict[str, int] = {}
    before, after = _words(old, numbers), _words(new, numbers)
    blocks = _without_crumbs(before, after, _blocks(before.keys, after.keys))
    same_before, same_after = bytearray(len(before.keys)), bytearray(len(after.keys))
    for block in blocks:
        same_before[block.old : block.old + block.size] = b"\1" * block.size
        same_after[block.new : block.new + block.size] = b"\1" * block.size
    shared: dict[tuple[int, int], int] = {}
    for block in blocks:
        for step in range(block.size):
            both = before.page[block.old + step], after.page[block.new + step]
            shared[both] = shared.get(both, 0) + 1
    old_spans, new_spans = _spans(before, same_before, Kind.GONE), _spans(after, same_after, Kind.NEW)
    pairs = tuple(
        PagePair(
            None if left is None else left + 1,
            None if right is None else right + 1,
            () if left is None else old_spans[left],
            () if right is None else new_spans[right],
        )
        for left, right in pair_pages(len(old), len(new), shared)
    )
    changes, left_out = _changes(before, after, blocks)
    same = sum(block.size for block in blocks)
    return Comparison(
        pairs=pairs,
        changes=changes,
        words_same=same,
        words_gone=len(before.keys) - same,
        words_new=len(after.keys) - same,
        changes_left_out=left_out,
        cut=before.cut or after.cut,
    )


def _words(pages: Sequence[str], numbers: dict[str, int]) -> _Text:
    text = _Text(pages, [], [], [], [])
    for page, content in enumerate(pages):
        for found in _WORD.finditer(content):
            if len(text.keys) >= MAX_WORDS:
                text.cut = True
                return text
            key = found.group().translate(_ALIKE)
            text.keys.append(numbers.setdefault(key, len(numbers)))
            text.page.append(page)
            text.start.append(found.start())
            text.end.append(found.end())
    return text


# ---------------------------------------------------------------- which words are the same


def _blocks(old: list[int], new: list[int]) -> list[_Block]:
    """Words that both texts have, in order."""
    found: list[_Block] = []
    cells_left = _MAX_ALL_CELLS
    waiting = [(0, len(old), 0, len(new), 0)]
    while waiting:
        begin, end, start, stop, level = waiting.pop()
        begin, start, end, stop = _trim(old, new, (begin, end, start, stop), found)
        cells = (end - begin) * (stop - start)
        if not cells:
            continue
        if cells <= _MAX_CELLS and (level or cells <= 1_000_000):
            if cells <= cells_left:
                cells_left -= cells
                found.extend(_word_by_word(old, new, (begin, end, start, stop)))
        elif level < len(_PHRASES):
            last, behind = begin, start
            for at, there, size in _anchors(old[begin:end], new[start:stop], _PHRASES[level]):
                here, beyond = begin + at, start + there
                waiting.append((last, here, behind, beyond, level + 1))
                found.append(_Block(here, beyond, size))
                last, behind = here + size, beyond + size
            waiting.append((last, end, behind, stop, level + 1))
    found.sort()
    return _joined(found)


def _trim(
    old: list[int], new: list[int], ends: tuple[int, int, int, int], found: list[_Block]
) -> tuple[int, int, int, int]:
    """Take away what two stretches have in common at their ends; gives (begin, start, end, stop)."""
    begin, end, start, stop = ends
    most = min(end - begin, stop - start)
    size = 0
    while size < most and old[begin + size] == new[start + size]:
        size += 1
    if size:
        found.append(_Block(begin, start, size))
        begin, start, most = begin + size, start + size, most - size
    size = 0
    while size < most and old[end - 1 - size] == new[stop - 1 - size]:
        size += 1
    if size:
        found.append(_Block(end - size, stop - size, size))
    return begin, start, end - size, stop - size


def _word_by_word(old: list[int], new: list[int], ends: tuple[int, int, int, int]) -> Iterator[_Block]:
    from rapidfuzz.distance import LCSseq

    begin, end, start, stop = ends
    for code in LCSseq.opcodes(old[begin:end], new[start:stop]):
        if code.tag == "equal":
            yield _Block(begin + code.src_start, start + code.dest_start, code.src_end - code.src_start)


def _anchors(old: list[int], new: list[int], size: int) -> Iterator[_Block]:
    """Phrases that stand once in each text and in the same order in both; they do not overlap."""
    there = _once(new, size)
    places = [(at, there[phrase]) for phrase, at in _once(old, size).items() if phrase in there]
    places.sort()
    last, behind = 0, 0
    for at, beyond in _longest_rising(places):
        if at >= last and beyond >= behind:
            yield _Block(at, beyond, size)
            last, behind = at + size, beyond + size


def _once(words: list[int], size: int) -> dict[tuple[int, ...], int]:
    """Phrases of that many words that stand once, and where."""
    places: dict[tuple[int, ...], int] = {}
    again: set[tuple[int, ...]] = set()
    for at, phrase in enumerate(zip(*(words[shift:] for shift in range(size)), strict=False)):
        if phrase in places:
            again.add(phrase)
        else:
            places[phrase] = at
    for phrase in again:
        del places[phrase]
    return places


def _longest_rising(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of places sorted in one text, the most that rise in the other as well (patience sorting)."""
    tops: list[int] = []  # the least place at the end of a row of each length
    ends: list[int] = []  # the index of it
    before = [-1] * len(places)
    for index, (_at, there) in enumerate(places):
        pile = bisect_left(tops, there)
        if pile == len(tops):
            tops.append(there)
            ends.append(index)
        else:
            tops[pile], ends[pile] = there, index
        before[index] = ends[pile - 1] if pile else -1
    row: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        row.append(places[at])
        at = before[at]
    return row[::-1]


def _joined(blocks: list[_Block]) -> list[_Block]:
    """Neighbours as one."""
    joined: list[_Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and last.old + last.size == block.old and last.new + last.size == block.new:
            joined[-1] = _Block(last.old, last.new, last.size + block.size)
        else:
            joined.append(block)
    return joined


def _without_crumbs(before: _Text, after: _Text, blocks: list[_Block]) -> list[_Block]:
    """Leave out agreements that are small beside the differences on both their sides: "the" is chance."""
    kept: list[_Block] = []
    for block in blocks:
        kept.append(block)
        while len(kept) >= 2 and _is_crumb(kept, block):
            del kept[-2]
    end = _Block(len(before.keys), len(after.keys), 0)
    kept.append(end)
    while len(kept) >= 2 and _is_crumb(kept, end):
        del kept[-2]
    return kept[:-1]


def _is_crumb(kept: list[_Block], following: _Block) -> bool:
    block = kept[-2]
    last = kept[-3] if len(kept) > 2 else _Block(0, 0, 0)
    left = max(block.old - last.old - last.size, block.new - last.new - last.size)
    right = max(following.old - block.old - block.size, following.new - block.new - block.size)
    return min(left, right) > 0 and (block.size < min(left, right) or _CRUMB * block.size <= left + right)


# ---------------------------------------------------------------- how it is shown


def _spans(text: _Text, same: bytearray, otherwise: Kind) -> list[tuple[Span, ...]]:
    """For each page, its text in stretches; blanks between two words of one fate share it."""
    pages: list[list[Span]] = [[] for _ in text.pages]
    done = [0] * len(text.pages)
    word, count = 0, len(text.keys)
    while word < count:
        page, fate = text.page[word], same[word]
        end = word
        while end < count and same[end] == fate and text.page[end] == page:
            end += 1
        content, spans = text.pages[page], pages[page]
        begin = text.start[word]
        if not fate and begin > done[page]:
            spans.append(Span(Kind.SAME, content[done[page] : begin]))
            done[page] = begin
        upto = text.end[end - 1]
        spans.append(Span(Kind.SAME if fate else otherwise, content[done[page] : upto]))
        done[page] = upto
        word = end
    for page, content in enumerate(text.pages):
        if content[done[page] :]:
            pages[page].append(Span(Kind.SAME, content[done[page] :]))
    return [tuple(spans) for spans in pages]


def _changes(before: _Text, after: _Text, blocks: list[_Block]) -> tuple[tuple[Change, ...], int]:
    changes: list[Change] = []
    left_out = 0
    old, new = 0, 0
    for block in (*blocks, _Block(len(before.keys), len(after.keys), 0)):
        if block.old > old or block.new > new:
            if len(changes) < MAX_CHANGES:
                changes.append(
                    Change(
                        before.page[old] + 1 if block.old > old else None,
                        after.page[new] + 1 if block.new > new else None,
                        before.excerpt(old, block.old),
                        after.excerpt(new, block.new),
                    )
                )
            else:
                left_out += 1
        old, new = block.old + block.size, block.new + block.size
    return tuple(changes), left_out
