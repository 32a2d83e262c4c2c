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
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from harvester.detect import cases, words
from harvester.detect.labels import ENTRY_RANK
from harvester.detect.lines import end_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from harvester.detect.context import Pending

MAX_ITEMS: Final = 6_000  # lines of a page that are looked at
MAX_DEPTH: Final = 30  # list items, cells and cards within each other
MAX_SECTIONS: Final = 300
_LINE: Final = 160  # characters; a longer line is a sentence, not a date beside a link
_WORDS: Final = 15  # characters around its links, from which on a line with a full stop is a sentence
_BEHIND: Final = 40  # characters; "(published on 14 September 2017)"
_PROSE: Final = 80  # characters around its links, from which on a line is a paragraph
_SECTION: Final = 6_000  # characters of a section that are searched for its date
_MAYBE: Final = re.compile(r"\d{4}|\d[./-]\d")
_LABEL_ONLY: Final = re.compile(
    r"(?:date\s+(?:of\s+)?(?:publication|published|added|uploaded)|publication\s+date|published(?:\s+on)?|"
    r"date|added(?:\s+on)?|uploaded(?:\s+on)?|(?:dyddiad\s+)?cyhoedd\w+)\W*",
    re.IGNORECASE,
)
_DATE_WORDS: Final = re.compile(
    r"\b(?:(?:date|document|file|page|report)\s+)?(?:first\s+)?(?:added|uploaded|posted|released|date|dyddiad)"
    r"(?:\s+(?:on|to\s+(?:the\s+)?(?:web)?site))?\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(?:pdf|docx?|word|document|file)\b|\b(?:file\s+)?size\b|[\d.,]+\s?[km]b\b",
    re.IGNORECASE,
)
_PART_ONLY: Final = re.compile(
    r"(?:(?:the|full|overview|final|related|relevant)\s+)*(?:reports?|documents?|downloads?|files?|links?|resources?|"
    r"attachments?|executive\s+summary|summary|(?:partnership\s+)?response|action\s+plan|briefing)\W*",
    re.IGNORECASE,
)
_NOT_THIS: Final = re.compile(
    r"\b(?:ofsted|hm\s+government|government|department\s+for|national|panel|guidance|working\s+together|"
    r"strategy|policy|protocol|procedures?|annual\s+report|newsletter|inquiry|statistics|"
    r"previous(?:ly)?|another|re-?published|triennial)\b",
    re.IGNORECASE,
)
_THIS: Final = re.compile(
    r"\b(?:reviews?|reports?|summary|SCR|L?CSPR|LSCPR|SAR|DHR|CPR|SPR|LCR|it|briefing|learning|findings)\b",
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


@lru_cache(maxsize=512)
def date_of(text: str, *, sublabel: bool = False) -> str:
    """The date that a short line is there to give: "Published 3 May 2019", "Added on 3/5/2019", "May 2019".

    Args:
        text: the line.
        sublabel: whether it is the second line of a link's own label, where a kind of review may
            stand before the date: "Northmoor SCR: May 2019".
    """
    if len(text) > _LINE or not _MAYBE.search(text):
        return ""
    from harvester.normalise.dates import DateLabel, find_dates

    found = find_dates(text)
    told = {mention.value for mention in found if mention.label is DateLabel.PUBLISHED}
    if told:
        return told.pop() if len(told) == 1 and not _NOT_THIS.search(text) else ""
    if len(found) != 1 or (found[0].label is not None and not _only_date(found[0].label, text)):
        return ""
    rest = text[: found[0].start] + text[found[0].end :]
    if len(re.sub(r"[\W_\d]", "", _DATE_WORDS.sub(" ", rest))) <= 2:
        return found[0].value if len(found[0].value) > 4 else ""
    last = not re.search(r"\w", text[found[0].end :])
    short = len(text) <= 80 and not re.search(r"\b(?:is|are|was|were|will|has|have|due)\b", text)
    named = words.TYPE.search(words.tidy(text)) and not _NOT_THIS.search(text)
    return found[0].value if sublabel and last and short and named else ""


def _only_date(label: object, text: str) -> bool:
    return str(label) == "completed" and re.match(r"\W*(?:date|dyddiad)\b(?!\s+of)", text, re.I) is not None


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
        _from_paragraph(item)
    _from_introductions(items)
    _from_sections(items)


def _merged(items: Iterable[Item]) -> Iterator[Item]:
    """A label above its date ("Date published" / "9 July 2024") and the date as one line."""
    held: Item | None = None
    for item in items:
        if held is not None:
            if item.date and not item.links and item.rank is None:
                item = replace(item, text=f"{held.text} {item.text}")
            else:
                yield held
            held = None
        if not item.links and len(item.text) <= 40 and _LABEL_ONLY.fullmatch(item.text):
            held = item
        else:
            yield item
    if held is not None:
        yield held


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
    return item.rank < 3.0 or len(item.text) > 60 or _PART_ONLY.fullmatch(item.text) is None


def _dates_lead(items: Sequence[Item]) -> bool:
    """Whether each date of a list stands right above a heading, and so belongs to what is below that."""
    shown = [item for item in items if item.date or item.is_list or item.rank is not None]
    dates = [index for index, item in enumerate(shown) if item.date]
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
    for index, item in enumerate(segment):
        if item.date and below:
            _claim_above(segment, index)
        elif item.date:
            unclear = index > 0 and _differ(segment[index - 1].date, item.date)
            unclear = unclear or (item.below_h1 and _is_of_page(segment))
            held = None if unclear else item
        elif item.links and held is not None:
            _give(item, held.text)


def _is_of_page(segment: Sequence[Item]) -> bool:
    """Whether a date right below the page's title is that of the page: no other, and several cases."""
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
        if not item.links:
            if box is None and len(item.text) <= 40 and _DATE_WORDS.search(item.text):
                continue  # the size line between
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


def _from_paragraph(item: Item) -> None:
    """Date the links of a paragraph by its one date of publication, or by the one before each."""
    if not item.links or len(item.text) > 1_200 or not _MAYBE.search(item.text):
        return
    _from_line(item)
    told = [(start, value, part) for start, value, part in _published(item.text)]
    values = {value for _, value, _ in told}
    for pending, place in item.links:
        if pending.dated or not told:
            continue
        before = [part for start, _, part in told if start <= place]
        if len(values) == 1:
            pending.dated = told[0][2]
        elif before and told[0][0] <= item.links[0][1]:
            pending.dated = before[-1]


def _from_line(item: Item) -> None:
    """Date the links of a line by the date right behind each: "SCR overview - May 2019"."""
    ends = [place for _, place in item.links[1:]] + [len(item.text)]
    for (pending, place), end in zip(item.links, ends, strict=True):
        behind = item.text[end_of(item.text, pending, place) : end].strip(" -–—:;,|()[]")
        if not pending.dated and len(behind) <= _BEHIND and date_of(behind):
            pending.dated = behind
    (first, place), only = item.links[0], len(item.links) == 1
    if (
        only
        and not first.dated
        and place <= _BEHIND
        and date_of(before := item.text[:place].strip(" -–—:;,|()[]"))
    ):
        first.dated = before


def _published(text: str) -> list[tuple[int, str, str]]:
    """Where a text says when something was published: place, date, and the words that say so."""
    from harvester.normalise.dates import DateLabel, find_dates

    out = []
    for match in re.finditer(r"[^\n]+?(?:[.!?](?=\s+[A-Z\"'“‘(])|$)", text[:_SECTION], re.MULTILINE):
        part = match.group()
        if _MAYBE.search(part) and _THIS.search(part) and not _NOT_THIS.search(part):
            out += [
                (match.start() + mention.start, mention.value, part.strip()[:300])
                for mention in find_dates(part)
                if mention.label is DateLabel.PUBLISHED
            ]
    return out


def _from_introductions(items: Sequence[Item]) -> None:
    """Date the links of a list by the paragraph above it: "It was published on 7 July 2022."."""
    for index, item in enumerate(items):
        if item.rank is not None or item.date or not _MAYBE.search(item.text):
            continue
        told = _published(item.text)
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
        told = {value: part for _, value, part in _published(text)}
        told |= {item.date: item.text for item in section if item.date}
        if len(told) == 1:
            for item in section:
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
