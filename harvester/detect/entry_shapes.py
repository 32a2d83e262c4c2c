"""The shapes that entries of national lists have on a page, none by the selectors of one site.

A title line with what belongs to it below ("2019 – Anonymous – Katie", a paragraph, "Keywords: …", a
link); cards of labelled fields under a heading; the record of one review that fills a page; rows of
tables; plain links to documents.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from harvester.detect.cases import has_case
from harvester.detect.entry_drafts import OWN, Draft, Section, offers
from harvester.detect.entry_fields import MAX_TITLE, label_of, labelled, read_title, without_suffix
from harvester.detect.entry_titles import names_only_a_body
from harvester.normalise.lexicon import squeeze
from harvester.normalise.types import find_review_types

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.detect.entry_blocks import Block

MAX_ENTRIES: Final = 3_000  # of one page
YEAR: Final = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")
_ONE_REVIEW: Final = frozenset({"publisher", "event", "number"})  # of one review, and not of a page
VAGUE: Final = re.compile(
    r"^(?:download|view|open|read|see|more|details|pdf|word|here|click|link|report|file|the|full|overview|"
    r"executive|learning|brief(?:ing)?|summary|this|as|in|a|new|window|\W)+$",
    re.IGNORECASE,
)
_LEADING_VERB: Final = re.compile(r"^(?:download|view|read|open)\s*:?\s+(?:the\s+)?(?=\S)", re.IGNORECASE)
# A column of these holds links, or says why there is none, unless no other column holds titles.
_PAPERS: Final = re.compile(r"\W*(?:the\s+)?(?:reports?|reviews?|documents?)\W*", re.IGNORECASE)


def shapes(blocks: Sequence[Block]) -> tuple[Draft, ...]:
    """The entries of a page, whichever shape they have."""
    record = _record(blocks)
    if record is not None:
        return (record,)
    drafts = list(_titled(blocks)) or [*_cards(blocks), *_rows(blocks)] or list(_listed(blocks))
    if any(draft.line for draft in drafts):
        drafts += list(_rows(blocks))
    return tuple(drafts[:MAX_ENTRIES])


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
        if own and _labels(block) & _ONE_REVIEW & draft.fields.keys():
            return None  # a second review: a list under what looked like a record
        draft.take(block)
        own = own or (draft.recorded and bool(_ONE_REVIEW & draft.fields.keys()))
    return draft if own and not _is_section(draft.title) else None


def _labels(block: Block) -> frozenset[str]:
    """The fields that a block labels."""
    pair = labelled(block.text)
    names = (label_of(block.text), pair[0] if pair else None)
    return frozenset(name for name in names if name)


def _lists(block: Block) -> bool:
    """Whether a block is an entry of a list by itself: a dated title line, a row under named columns."""
    if block.cells:
        return sum(label_of(name) is not None for name in block.header if name) >= 2
    return read_title(block.text) is not None


# ---------------------------------------------------------------- several entries


def _titled(blocks: Sequence[Block]) -> Iterator[Draft]:
    """Dated title lines, each with what stands below it up to the next one or a heading."""
    draft: Draft | None = None
    rank: float | None = None
    for block in blocks:
        line = read_title(block.text) if not block.cells else None
        if line is not None and (block.rank is None or block.rank > 1):
            if draft is not None:
                yield draft
            draft, rank = replace(_begin(block), line=line), block.rank
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


def _cards(blocks: Sequence[Block]) -> Iterator[Draft]:
    """Headings or bold lines over labelled fields, or over the link of a document."""
    draft: Draft | None = None
    rank: float | None = None
    section, told, judged = Section(), False, 0
    for block in blocks:
        if block.cells:
            continue
        if judged > MAX_ENTRIES:
            return
        if _heads(block):
            if draft is not None and draft.told and rank != 1.0:
                judged += 1
                if _is_card(draft):
                    yield draft
                    told = True
            section = section_of(block, section)
            draft, rank = _begin(block, section), block.rank
        elif draft is not None:
            draft.take(block)
    # Below the page's own title: the record of one review, unless cards stand above.
    if draft is not None and draft.told and (rank != 1.0 or not told) and _is_card(draft):
        yield draft


def _heads(block: Block) -> bool:
    """Whether a block may be the title of a card."""
    heads = block.rank is not None or (block.bold and len(block.text) <= MAX_TITLE and block.tag != "dt")
    return heads and label_of(block.text) is None and labelled(block.text) is None


def _is_card(draft: Draft) -> bool:
    """Whether the fields are of one review, or the title names one."""
    body = names_only_a_body(draft.title) and {"published", "added", "event"} & draft.fields.keys()
    return (draft.recorded or bool(body) or names_one(draft.title)) and not _is_section(draft.title)


def names_one(title: str) -> bool:
    """Whether a title names a case, or a kind of review."""
    plain = without_suffix(title)
    return has_case(plain) or any(m.rank >= 2 for m in find_review_types(plain))


def section_of(block: Block, before: Section) -> Section:
    """What a heading over entries says: "SARs 2026", "Case reviews published in 2019"."""
    if block.rank is None or not (block.rank == 1 or _is_section(block.text)):
        return before
    found = YEAR.findall(block.text)
    kinds = {m.review_type for m in find_review_types(block.text) if m.rank >= 3}
    return Section(
        year=int(found[0]) if len(found) == 1 else None,
        kinds=block.text if len(kinds) == 1 else "" if block.rank == 1 else before.kinds,
    )


def _is_section(text: str) -> bool:
    """Whether a heading is over many reviews: it names them in the plural, or is a year."""
    plain = squeeze(text)
    if re.fullmatch(r"(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d)?", plain):
        return True
    plural = re.search(r"\b(?:reviews|reports|SARs|SCRs|CSPRs|LCSPRs|DHRs|library|collection)\b", plain)
    return bool(plural) and not has_case(plain)


# ---------------------------------------------------------------- rows and links


def _rows(blocks: Sequence[Block]) -> Iterator[Draft]:
    """Rows of tables: by the names of their columns, else a title and a link."""
    section = Section()
    for block in blocks:
        if not block.cells:
            section = section_of(block, section)
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
    titled = named or plain
    if not titled:
        return None
    draft.title = titled[0].text[:MAX_TITLE]
    draft.record = _begin(titled[0]).record
    draft.line = read_title(draft.title)
    rest = (*titled[1:], *(plain if named else ()))
    draft.paragraphs.extend(cell.text for cell in rest if not VAGUE.match(cell.text))
    known = OWN & draft.fields.keys() or sum(name not in (None, "link") for name in names) >= 2
    if known:
        return draft
    offered = any(offers(anchor) for anchor in block.anchors)
    return draft if offered and _is_of_reviews(draft) else None


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


def _is_of_reviews(draft: Draft) -> bool:
    """Whether a title that only offers a document is that of a review: it says so, or its list does."""
    if draft.line is not None or names_one(draft.title):
        return not _is_section(draft.title)
    return bool(draft.section.kinds) or draft.section.year is not None


def _listed(blocks: Sequence[Block]) -> Iterator[Draft]:
    """Plain links to documents, each the title of a review."""
    section = Section()
    for block in blocks:
        section = section_of(block, section)
        if len(block.anchors) != 1 or not offers(block.anchors[0]):
            continue
        title = block.anchors[0].text
        title = block.text if not title or VAGUE.match(title) else title
        title = _LEADING_VERB.sub("", title)
        draft = Draft(title=title, anchors=list(block.anchors), section=section)
        if title and len(title) <= MAX_TITLE and _is_of_reviews(draft):
            yield draft
