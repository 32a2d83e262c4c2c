"""Which date lines of a page date which of its links, decided per list and not per link.

A page puts the date of a document above its links or below them, and keeps to one side throughout a
list. Which side that is shows at the ends: a list that starts with a link has its dates below, one
that starts with a date has them above. A date that one group of links has claimed is not free for
another. Where no date line stands beside a link, a sentence of the link's own paragraph, or of the
section about one case, may say when the review was published.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from harvester.detect import cases, words
from harvester.detect.date_lines import DATE_WORDS, MAYBE, published_in
from harvester.detect.dated_paragraphs import date_paragraph
from harvester.detect.labels import ENTRY_RANK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from harvester.detect.pending import Pending

MAX_ITEMS: Final = 6_000  # lines of a page that are looked at
MAX_DEPTH: Final = 30  # list items, cells and cards within each other
MAX_SECTIONS: Final = 300
_SENTENCE: Final = 400  # characters
_WORDS: Final = 15  # characters around its links, from which on a line with a full stop is a sentence
_PROSE: Final = 80  # characters around its links, from which on a line is a paragraph
_LABEL_ONLY: Final = re.compile(
    r"(?:date\s+(?:of\s+)?(?:(?:report|review)\s+)?(?:publication|published|added|upload(?:ed)?)|publication\s+date|published(?:\s+on)?|"
    r"date|added(?:\s+on)?|uploaded(?:\s+on)?|dyddiad\s+(?:ychwanegu|uwchlwytho|postio)|ychwanegwyd(?:\s+ar)?|(?:dyddiad\s+)?cyhoedd\w+)\W*",
    re.IGNORECASE,
)
# What happened on a day is not when the report of it was published.
_HAPPENED_ONLY: Final = re.compile(
    r"(?:(?:the\s+)?(?:date|month|year|day)\s+(?:of\s+)?(?:the\s+)?(?:\w+(?:'s|’s)?\s+)?(?:death|homicide|murder|suicide|incident"
    r"|offence|injury|birth|event|referral|commission(?:ed|ing)?|decision|meeting)|(?:death|homicide|incident)\s+date"
    r"|died(?:\s+on)?|d\.?o\.?[bd]\.?)\W*",
    re.IGNORECASE,
)
_SHORT: Final = 40
_FIELD: Final = re.compile(r"[^\W\d][^:.!?]{2,24}:\s[^:.!?]+")  # "Audience: Adults"
_PART_ONLY: Final = re.compile(
    r"(?:(?:the|full|overview|final|related|relevant)\s+)*(?:reports?|documents?|downloads?|files?|links?|resources?|"
    r"attachments?|executive\s+summary|summary|(?:partnership\s+)?response|action\s+plan|briefing)\W*",
    re.IGNORECASE,
)


@dataclass(slots=True, eq=False)
class Item:
    """One line, heading or entry title of the page, in reading order."""

    text: str
    scopes: tuple[int, ...] = ()  # the list items, cells, panels and cards it stands in, outermost first
    box: int = 0  # tells whether two lines stand in one paragraph
    rank: float | None = None  # of a heading or entry title
    links: list[tuple[Pending, int]] = field(default_factory=list)
    date: str = ""  # the value, of a line that is there to say the date
    below_h1: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it is a line of links and not a paragraph that holds some."""
        around = len(self.text) - sum(len(pending.text()) for pending, _ in self.links)
        sentence = around > _WORDS and self.text.endswith((".", "!", "?"))
        return bool(self.links) and around <= _PROSE and not sentence


def date_links(items: list[Item]) -> None:
    """Give every link the line that dates it, where one does."""
    items = list(_merged(items[:MAX_ITEMS]))
    for first, second in pairwise(items):
        second.below_h1 = first.rank == 1.0
    with_links = {scope for item in items if item.links for scope in item.scopes}
    for item in items:
        if item.date:  # a date that has its list item to itself belongs to the list
            depth = len(item.scopes)
            while depth and item.scopes[depth - 1] not in with_links:
                depth -= 1
            item.scopes = item.scopes[:depth]
    lists: dict[tuple[int, ...], list[Item]] = {item.scopes: [] for item in items if item.date}
    for item in items:
        for depth in range(len(item.scopes), -1, -1):
            reach = item.scopes[:depth]
            if reach in lists:
                lists[reach].append(item)
                break
    segments = {reach: list(_segments(those)) for reach, those in lists.items()}
    overall = _sum(cost for those in segments.values() for cost in map(_cost, those))
    for those in segments.values():
        mine = _sum(map(_cost, those))
        for segment in those:
            _assign(segment, below=_below(_cost(segment), mine, overall))
    for item in items:
        date_paragraph(item.text, item.links)
    _from_introductions(items)
    _from_sections(items)


def _merged(items: Iterable[Item]) -> Iterator[Item]:
    """A label above its date ("Date published" / "9 July 2024") and the date as one line."""
    held: Item | None = None
    for item in items:
        if held is not None:
            if item.date and not item.links and item.rank is None:
                happened = _HAPPENED_ONLY.fullmatch(held.text) is not None
                item = replace(item, text=f"{held.text} {item.text}", date="" if happened else item.date)
            else:
                yield held
            held = None
        if not item.links and len(item.text) <= 40 and _is_label(item.text):
            held = item
        else:
            yield item
    if held is not None:
        yield held


def _is_label(text: str) -> bool:
    return (_LABEL_ONLY.fullmatch(text) or _HAPPENED_ONLY.fullmatch(text)) is not None


def _segments(items: Sequence[Item]) -> Iterator[list[Item]]:
    """The lines between two headings or entry titles; a heading that is a link is one of the links."""
    segment: list[Item] = []
    dates_lead = _dates_lead(items)
    first = next((item for item in items if item.date or item.is_list), None)
    titles_lead = first is not None and first.rank is not None  # each linked heading has its own part
    for item in items:
        if (item.date and dates_lead) or (item.links and item.rank is not None and titles_lead):
            yield segment
            segment = [item]
        elif _divides(item) and not dates_lead:
            yield segment
            segment = []
        else:
            segment.append(item)
    yield segment


def _divides(item: Item) -> bool:
    """Whether something else begins here: "Documents" within what is said of a case does not."""
    if item.rank is None or item.links:
        return False
    return item.rank < 3.0 or len(item.text) > 60 or not _is_part(item.text)


_FILLERS: Final = re.compile(
    r"\b(?:the|full|final|our|and|of|for|to|in|version|document|documents|download|file|files|pdf|word|english|welsh|cymraeg|"
    r"saesneg|related|associated|link|links|copy|brief)\b",
    re.IGNORECASE,
)


def _is_part(text: str) -> bool:
    """Whether a heading only says which paper of a review follows: "Documents", "Learning brief"."""
    from harvester.normalise.roles import find_roles

    if _PART_ONLY.fullmatch(text):
        return True
    rest, named = text, [mention for mention in find_roles(text) if mention.rank >= 2]
    for mention in reversed(named):
        rest = f"{rest[: mention.start]} {rest[mention.end :]}"
    return bool(named) and len(re.sub(r"[\W_\d]", "", _FILLERS.sub(" ", rest))) <= 2


def _dates_lead(items: Sequence[Item]) -> bool:
    """Whether each date of a list stands right above a heading, and so belongs to what is below that."""
    shown = [item for item in items if item.date or item.is_list or item.rank is not None]
    dates = [index for index, item in enumerate(shown) if item.date]
    if len(dates) == 1 and dates[0] == 0 and shown[0].scopes and sum(map(_divides, items)) == 1:
        return len(shown) > 1 and _divides(shown[1])  # an entry in a box of its own
    if len(dates) < 2 or shown[-1].date or any(item.is_list for item in shown[: dates[0]]):
        return False
    below = [shown[index + 1] for index in dates]
    return all(item.rank is not None and not item.links for item in below)


_Cost = tuple[float, float]  # what stays undated or idle with dates above their links, and with dates below


def _sum(costs: Iterable[_Cost]) -> _Cost:
    above, below = 0.0, 0.0
    for one, other in costs:
        above, below = above + one, below + other
    return above, below


def _cost(segment: Sequence[Item]) -> _Cost:
    shown = [item for item in segment if item.date or item.is_list]
    if not any(item.date for item in shown) or not any(item.is_list for item in shown):
        return 0.0, 0.0
    above = float(not shown[0].date) + float(bool(shown[-1].date))
    below = float(bool(shown[0].date)) + float(not shown[-1].date)
    for first, second in pairwise(shown):
        if first.date and second.date:
            above, below = above + 1, below + 1
    for index, item in enumerate(segment):
        if item.date:
            before = index > 0 and segment[index - 1].is_list
            after = index + 1 < len(segment) and segment[index + 1].is_list
            above += 0.5 * (before and not after)
            below += 0.5 * (after and not before)
    return above, below


def _below(own: _Cost, mine: _Cost, overall: _Cost) -> bool:
    """The side of a segment: as it shows itself, else as its list, else as the page does."""
    if min(own) == 0.0 and own[0] != own[1]:
        return own[1] < own[0]
    for above, below in (mine, overall):
        if above != below:
            return below < above
    return True


def _assign(segment: Sequence[Item], *, below: bool) -> None:
    held: Item | None = None
    given = False
    for index, item in enumerate(segment):
        if item.date and below:
            _claim_above(segment, index)
        elif item.date:
            unclear = index > 0 and _differ(segment[index - 1].date, item.date)
            unclear = unclear or (item.below_h1 and _is_of_page(segment))
            held, given = None if unclear else item, False
        elif item.links and held is not None and not (given and _is_aside(item)):
            _give(item, held.text)
            given = True


def _is_aside(item: Item) -> bool:
    """Whether a line names another case than the heading that it stands under ("Other learning: Sam")."""
    from harvester.normalise.cases import case_names, find_case_names, resolve_case

    outline = item.links[0][0].outline
    theirs = resolve_case(find_case_names(outline[-1].text)) if outline else None
    mine = resolve_case(find_case_names(item.text[:300]))
    if not theirs or not mine:
        return False
    named = case_names(theirs) | set(re.findall(r"\w+", theirs.lower()))
    return not named & (case_names(mine) | set(re.findall(r"\w+", item.text.lower())))


_TODAY: Final = re.compile(
    r"\b(?:today|this (?:morning|afternoon|week))\b[^.]{0,80}\bpublish"
    r"|\bpublish[^.]{0,80}\b(?:today|this (?:morning|afternoon|week))\b"
    r"|\bcyhoedd[^.]{0,80}\bheddiw\b|\bheddiw\b[^.]{0,80}\bcyhoedd",
    re.IGNORECASE,
)


def _is_of_page(segment: Sequence[Item]) -> bool:
    """Whether a date right below the page's title is that of the page: no other, and several cases.

    "Two reviews are published today" makes the page's day theirs.
    """
    if any(_TODAY.search(item.text[:_SENTENCE]) for item in segment if not item.date):
        return False
    named = {cases.last_case(words.tidy(item.text)) for item in segment if item.is_list}
    return len(named - {""}) > 1 and sum(bool(item.date) for item in segment) == 1


def _differ(one: str, other: str) -> bool:
    return bool(one) and not (one.startswith(other) or other.startswith(one))


def _claim_above(segment: Sequence[Item], index: int) -> None:
    """Date the links that stand right above a date: one paragraph of them, or one case's."""
    date, named, box = segment[index], "", None
    for place in range(index - 1, -1, -1):
        item = segment[place]
        if item.date:
            return
        if item.rank is not None and not item.links and box is not None and not _divides(item):
            continue  # "Report" over the links of one review
        if not item.links:
            between = DATE_WORDS.search(item.text) or _FIELD.fullmatch(item.text)
            if box is None and len(item.text) <= _SHORT and item.rank is None and between:
                continue  # the line of its size or of another field between
            return
        name = cases.last_case(words.tidy(item.text))
        if (
            box is not None
            and item.box != box
            and (words.DATE.search(item.text.replace("_", " ")) or (named and name != named))
        ):
            return  # another case, or a link that says its own date
        _give(item, date.text)
        named, box = named or name, item.box
        if not item.is_list:
            return


def _give(item: Item, text: str) -> None:
    for pending, _ in item.links:
        pending.dated = pending.dated or text


def _from_introductions(items: Sequence[Item]) -> None:
    """Date the links of a list by the paragraph above it: "It was published on 7 July 2022."."""
    for index, item in enumerate(items):
        if item.rank is not None or item.date or not MAYBE.search(item.text):
            continue
        told = published_in(item.text)
        if len({value for _, value, _ in told}) != 1:
            continue
        name = cases.last_case(words.tidy(item.text))
        for below in items[index + 1 : index + 40]:
            depth = len(item.scopes)
            if len(below.scopes) <= depth or below.scopes[:depth] != item.scopes or below.rank is not None:
                break
            other = cases.last_case(words.tidy(below.text))
            if not (name and other and name != other):
                _give(below, told[0][2])


def _from_sections(items: Sequence[Item]) -> None:
    """Date the links under the heading of one case by the one date of publication told there."""
    heads = [index for index, item in enumerate(items) if item.rank is not None and item.text]
    for index in heads[:MAX_SECTIONS]:
        head = items[index]
        name = cases.last_case(words.tidy(head.text))
        if not (name or head.links) or _several(head.text):
            continue
        section = [head, *_section(items, index, name)]
        if not any(pending.dated == "" for item in section for pending, _ in item.links):
            continue
        text = "\n".join(item.text for item in section if not _says_more(item))
        told = {value: part for _, value, part in published_in(text)}
        told |= {item.date: item.text for item in section if item.date}
        if len(told) == 1:
            linked = [item for item in section if item.links]
            own = [item for item in linked if not _is_aside(item)]
            for item in own or linked:
                _give(item, next(iter(told.values())))


def _several(text: str) -> bool:
    return words.TYPE_PLURAL.search(words.tidy(text)) is not None


def _says_more(item: Item) -> bool:
    """Whether a line's date is that of a document it links to by name, and of no other."""
    return any(not words.is_vague(words.tidy(pending.text())) for pending, _ in item.links)


def _section(items: Sequence[Item], index: int, name: str) -> list[Item]:
    """What stands under a heading, up to the next of its rank or of another case."""
    head, out = items[index], []
    rank = head.rank or ENTRY_RANK
    for item in items[index + 1 : index + 400]:
        if item.scopes[: len(head.scopes)] != head.scopes:
            break
        if item.rank is not None:
            other = cases.last_case(words.tidy(item.text))
            if item.rank <= rank or (other and other != name):
                break
        else:
            out.append(item)
    return out
