"""The shapes that entries of national lists have on a page, none by the selectors of one site.

A title line with what belongs to it below ("2019 – Anonymous – Katie", a paragraph, "Keywords: …", a
link); cards of labelled fields under a heading; the record of one review that fills a page; rows of
tables; plain links to documents.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from harvester.detect.entry_drafts import OWN, Draft, offers
from harvester.detect.entry_fields import MAX_TITLE, date_alone, label_of, labelled, read_title
from harvester.detect.entry_lines import is_of_reviews, lines
from harvester.detect.entry_sections import (
    YEAR,
    Section,
    is_called,
    is_section,
    names_one,
    section_of,
    year_at_end,
)
from harvester.detect.entry_titles import VAGUE, names_only_a_body, parts_of, take_apart
from harvester.normalise.lexicon import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.detect.entry_blocks import Block
    from harvester.normalise.list_publishers import PublisherNames

MAX_ENTRIES: Final = 3_000  # of one page
_MANY_MORE: Final = 2  # times
_A_TITLE: Final = 160  # a longer cell holds more than a title
_UNRANKED: Final = 9.0  # of a bold line
_ONE_REVIEW: Final = frozenset({"publisher", "event", "number"})  # of one review, and not of a page
# A column of these holds links, or says why there is none, unless no other column holds titles.
_PAPERS: Final = re.compile(r"\W*(?:the\s+)?(?:reports?|reviews?|documents?)\W*", re.IGNORECASE)


def shapes(blocks: Sequence[Block], names: PublisherNames) -> tuple[Draft, ...]:
    """The entries of a page, whichever shape they have."""
    record = _record(blocks)
    if record is not None:
        return (record,)
    drafts = list(_titled(blocks, names)) or _cards_or_lines(blocks, names)
    if any(draft.line for draft in drafts):
        drafts += list(_rows(blocks, names))
    return tuple(drafts[:MAX_ENTRIES])


def _cards_or_lines(blocks: Sequence[Block], names: PublisherNames) -> list[Draft]:
    """Cards and rows; lines where there are none, or many more of them below bodies and dates."""
    cards = [*_cards(blocks, names), *_rows(blocks, names)]
    found = lines(blocks, names)
    below = sum(draft.section.tells for draft in found)
    return cards if cards and below <= _MANY_MORE * len(cards) else list(found)


# ---------------------------------------------------------------- one review on a page


def _record(blocks: Sequence[Block]) -> Draft | None:
    """The record of one review: its fields stand right below the page's own title, all else belongs to it."""
    at = next((i for i, b in enumerate(blocks) if b.rank == 1 and b.text), None)
    if at is None:
        return None
    draft, own = _begin(blocks[at]), False
    if any(_lists(block) for block in blocks[at + 1 :]):
        return None
    for block in blocks[at + 1 :]:
        if block.rank is not None and label_of(block.text) is None and not own:
            return None
        if own and _begins_another(block, draft):
            return None  # a second review: a list under what looked like a record
        draft.take(block)
        own = own or (draft.recorded and bool(_ONE_REVIEW & draft.fields.keys()))
    return draft if own and not is_section(draft.title) else None


def _labels(block: Block) -> frozenset[str]:
    """The fields that a block labels."""
    pair = labelled(block.text)
    names = (label_of(block.text), pair[0] if pair else None)
    return frozenset(name for name in names if name)


def _begins_another(block: Block, draft: Draft) -> bool:
    """Whether a block labels what the record has said of itself; a death may be told twice."""
    again = _labels(block) & _ONE_REVIEW & draft.fields.keys()
    told, below = (set(YEAR.findall(text)) for text in (draft.fields.get("event", ""), block.text))
    return bool(again - {"event"}) or ("event" in again and not (told & below))


def _lists(block: Block) -> bool:
    """Whether a block is an entry of a list by itself: a dated title line, a row under named columns."""
    if block.cells:
        return sum(label_of(name) is not None for name in block.header if name) >= 2
    return read_title(block.text) is not None


# ---------------------------------------------------------------- several entries


def _titled(blocks: Sequence[Block], names: PublisherNames) -> Iterator[Draft]:
    """Dated title lines, each with what stands below it up to the next one or a heading."""
    draft: Draft | None = None
    rank: float | None = None
    section = Section()
    for block in blocks:
        line = read_title(block.text) if not block.cells else None
        if line is None and block.rank is not None:
            section = section_of(block, section, names)
        if line is not None and (block.rank is None or block.rank > 1):
            if draft is not None:
                yield draft
            draft, rank = replace(_begin(block, section), line=line), block.rank
        elif draft is None:
            continue
        elif block.rank is not None and block.rank < 7 and not _belongs(block, rank):
            yield draft
            draft = None
        else:
            draft.take(block)
    if draft is not None:
        yield draft


def _belongs(block: Block, rank: float | None) -> bool:
    """Whether a heading is a label inside an entry, or lower than the entry's own title."""
    return label_of(block.text) is not None or (rank is not None and (block.rank or 0) > rank)


def _begin(block: Block, section: Section | None = None) -> Draft:
    """The entry that a title begins; a title that is a link leads to the record of its review."""
    record = None
    if block.anchors and not offers(block.anchors[0]) and squeeze(block.anchors[0].text) == block.text:
        record = block.anchors[0].url
    return Draft(title=block.text, anchors=list(block.anchors), section=section or Section(), record=record)


def _cards(blocks: Sequence[Block], names: PublisherNames) -> Iterator[Draft]:
    """Headings or bold lines over labelled fields, or over the link of a document."""
    reader = _Cards(names)
    for block in blocks:
        if not block.cells:
            reader.take(block)
        if len(reader.told) > MAX_ENTRIES:
            break
    reader.close(last=True)
    yield from reader.entries()


@dataclass(slots=True)
class _Cards:
    names: PublisherNames
    told: list[tuple[Draft, float, bool]] = field(default_factory=list)  # rank of its title; is it an entry
    _section: Section = field(default_factory=Section)
    _draft: Draft | None = None
    _rank: float = 0.0
    _over: bool = False  # the title of the card that is open is a heading over others

    def take(self, block: Block) -> None:
        """One more line."""
        section = section_of(block, self._section, self.names)
        dated = section.dated != self._section.dated and bool(section.dated)
        if self._draft is not None and self._draft.waiting:
            dated = False  # the value of a label
        if dated and self._draft is not None and not self._draft.told and is_called(self._draft.title):
            self._draft.take(block)  # the date of a card stands below its title
        elif _heads(block) or dated:
            self.close()
            before, self._section = self._section, section_of(block, self._section, self.names)
            self._draft, self._rank = _begin(block, self._section), block.rank or _UNRANKED
            self._over = self._section is not before and self._section.tells
        elif self._draft is not None:
            self._draft.take(block)

    def close(self, *, last: bool = False) -> None:
        """The card that is open ends here.

        Below the page's own title stands the record of one review, unless cards stand above.
        """
        draft, self._draft = self._draft, None
        if draft is None or not draft.told:
            return
        if self._rank == 1.0 and not (last and not any(is_entry for *_, is_entry in self.told)):
            return
        card = _is_card(draft, self.names) and (not self._over or names_only_a_body(draft.title))
        self.told.append((draft, self._rank, card))
        if card and names_only_a_body(draft.title):  # a card of its own, and no heading over others
            self._section = replace(self._section, publisher=None)

    def entries(self) -> Iterator[Draft]:
        """The cards that are entries, and their like among the cards of a rank most of which are."""
        all_of = Counter(rank for _, rank, _ in self.told)
        cards = Counter(rank for _, rank, card in self.told if card)
        for draft, rank, card in self.told:
            most = cards[rank] > 1 and 2 * cards[rank] >= all_of[rank]
            if card or (most and _is_like(draft)):
                yield draft


def _is_like(draft: Draft) -> bool:
    """Whether a card among entries may be one: it has a record or papers, and its title ends in a name."""
    last = parts_of(draft.title)[-1:] or [""]
    known = draft.record is not None or any(offers(anchor) for anchor in draft.anchors)
    return known and not is_section(draft.title) and is_called(last[0])


def _heads(block: Block) -> bool:
    """Whether a block may be the title of a card."""
    heads = block.rank is not None or (block.bold and len(block.text) <= MAX_TITLE and block.tag != "dt")
    return heads and label_of(block.text) is None and labelled(block.text) is None


def _is_card(draft: Draft, names: PublisherNames) -> bool:
    """Whether the fields are of one review, or the title names one."""
    if is_section(draft.title):
        return False
    if names_only_a_body(draft.title):
        return draft.recorded or bool({"published", "added", "event"} & draft.fields.keys())
    if draft.recorded or names_one(draft.title):
        return True
    dated = draft.fields.keys() & {"published", "added"} or year_at_end(draft.title)
    if is_called(draft.title) and (draft.section.tells or (dated and any(map(offers, draft.anchors)))):
        return True
    told = take_apart(draft.title, names)  # "Safer Elmhurst Partnership: Rosalind"
    return told.publisher is not None and names_only_a_body(told.publisher) and is_called(told.rest)


# ---------------------------------------------------------------- rows and links


def _rows(blocks: Sequence[Block], names: PublisherNames) -> Iterator[Draft]:
    """Rows of tables: by the names of their columns, else a title and a link."""
    section = Section()
    for block in blocks:
        if not block.cells:
            section = section_of(block, section, names)
            continue
        draft = _row(block, section)
        if draft is not None:
            yield draft


def _row(block: Block, section: Section) -> Draft | None:
    """One row of a table as an entry; None where nothing in it is a title."""
    names = _columns(block)
    draft = Draft(title="", anchors=list(block.anchors), section=section)
    for name, cell in zip(names, block.cells, strict=True):
        if cell.text and name not in (None, "link", "name"):
            draft.keep(str(name), cell.text)
    named = [cell for name, cell in zip(names, block.cells, strict=True) if name == "name" and cell.text]
    plain = [
        cell
        for name, cell in zip(names, block.cells, strict=True)
        if name is None and cell.text and not VAGUE.match(cell.text)
    ]
    when = [cell for cell in plain if YEAR.fullmatch(cell.text) or date_alone(cell.text)]
    if when and len(plain) > len(when):
        plain = [cell for cell in plain if cell not in when]
        draft.fields.setdefault("published", when[0].text)
    titled = named or plain
    if not titled:
        return None
    draft.title, below = _title_of(titled[0])
    draft.record = _begin(titled[0]).record
    draft.line = read_title(draft.title)
    rest = (*titled[1:], *(plain if named else ()))
    draft.paragraphs.extend(
        text for text in (below, *(cell.text for cell in rest)) if text and not VAGUE.match(text)
    )
    known = OWN & draft.fields.keys() or sum(name not in (None, "link") for name in names) >= 2
    if known:
        return draft
    offered = any(offers(anchor) for anchor in block.anchors)
    return draft if offered and is_of_reviews(draft) else None


def _title_of(cell: Block) -> tuple[str, str]:
    """The title that a cell holds and what is told below it: its first line, else its first sentence."""
    text, lead = cell.text, cell.lead
    if not lead or label_of(lead) is not None or VAGUE.match(lead):
        sentence = re.match(r"[^.!?]{3,}[.!?](?=\s+[A-Z])", text)
        lead = sentence[0] if sentence and len(text) > _A_TITLE else text
    below = text[len(lead) :].strip(" -–—:") if text.startswith(lead) else text
    return lead.strip().rstrip(".:")[:MAX_TITLE], below


def _columns(block: Block) -> list[str | None]:
    """The fields of a row's cells; a column of papers holds the titles only where no other does."""
    names = [label_of(name) if name else None for name in block.header]
    papers = [bool(_PAPERS.fullmatch(header)) for header in block.header]
    others = any(name == "name" and not paper for name, paper in zip(names, papers, strict=True))
    vague = [paper and bool(VAGUE.match(cell.text)) for paper, cell in zip(papers, block.cells, strict=True)]
    return [
        "link" if (paper and others) or empty else name
        for name, paper, empty in zip(names, papers, vague, strict=True)
    ]
