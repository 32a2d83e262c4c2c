"""Which date of a paragraph dates which of the links in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from harvester.detect.date_lines import MAYBE, date_of, published_in, sentences, speaks_of_review
from harvester.detect.lines import end_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.detect.pending import Pending
    from harvester.normalise.dates import DateMention

_PARAGRAPH: Final = 1_200  # characters
_BEHIND: Final = 40  # characters; "(published on 14 September 2017)"

_Links = list[tuple["Pending", int]]


def date_paragraph(text: str, links: _Links) -> None:
    """Date the links of a paragraph: by the date right beside each, their sentence, or the paragraph's.

    Args:
        text: the paragraph, or a line.
        links: its links, each with its place in the text.
    """
    if not links or len(text) > _PARAGRAPH or not MAYBE.search(text):
        return
    _from_line(text, links)
    for start, sentence in sentences(text):
        _from_sentence(
            start, sentence, [(one, at) for one, at in links if start <= at < start + len(sentence)]
        )
    told = published_in(text)
    values = {value for _, value, _ in told}
    for pending, place in links:
        if pending.dated or not told:
            continue
        before = [part for start, _, part in told if start <= place]
        if len(values) == 1:
            if not _is_of_another(place, text, told[0][2]):
                pending.dated = told[0][2]
        elif before and told[0][0] <= links[0][1]:
            pending.dated = before[-1]


def _from_sentence(start: int, sentence: str, links: _Links) -> None:
    """Date the links of a sentence that holds a date for each: "A came out in 2015, and B in 2017"."""
    from harvester.normalise.dates import DateLabel, find_dates

    if len(links) < 2 or not speaks_of_review(sentence):
        return
    dates = [date for date in find_dates(sentence) if date.label in (None, DateLabel.PUBLISHED)]
    if len({date.value for date in dates}) < 2 or not any(date.label for date in dates):
        return
    behind = start + dates[0].start > links[0][1]
    for pending, place in links:
        pending.dated = pending.dated or _clause(sentence, place - start, dates, behind=behind)


def _clause(sentence: str, place: int, dates: Sequence[DateMention], *, behind: bool) -> str:
    """The part of a sentence that dates the link at a place: up to the next date, or from the last one."""
    for index, date in enumerate(dates):
        last = index + 1 == len(dates)
        if behind and place < date.start:
            return sentence[dates[index - 1].end if index else 0 : date.end].strip(" ,;")
        if not behind and date.end <= place and (last or place < dates[index + 1].start):
            return sentence[max(0, date.start - 20) : date.end].strip(" ,;")
    return ""


def _is_of_another(place: int, text: str, sentence: str) -> bool:
    """Whether the one date is told of another case than the link's own sentence names."""
    from harvester.normalise.cases import case_names, find_case_names, resolve_case

    own = next((part for start, part in sentences(text) if start <= place < start + len(part)), "")
    if not own or own.strip()[:300] == sentence:
        return False
    mine, theirs = (case_names(resolve_case(find_case_names(said)) or "") for said in (own, sentence))
    return bool(mine and theirs) and not mine & theirs


def _from_line(text: str, links: _Links) -> None:
    """Date the links of a line by the date right behind each: "SCR overview - May 2019"."""
    ends = [place for _, place in links[1:]] + [len(text)]
    for (pending, place), end in zip(links, ends, strict=True):
        behind = text[end_of(text, pending, place) : end].strip(" -–—:;,|()[]")
        if not pending.dated and len(behind) <= _BEHIND and date_of(behind):
            pending.dated = behind
    (first, place), only = links[0], len(links) == 1
    if (
        only
        and not first.dated
        and place <= _BEHIND
        and date_of(before := text[:place].strip(" -–—:;,|()[]"))
    ):
        first.dated = before
