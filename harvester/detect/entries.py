"""The entries of a national list: one record for each review that a page lists.

Three shapes are known, none by the selectors of one site: a title line with what belongs to it below
("2019 – Anonymous – Katie", a paragraph, "Keywords: …", a link), cards of labelled fields under a
heading, and rows of tables. Entries keep the list's own words; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from harvester.detect.cases import has_case
from harvester.detect.entry_blocks import Anchor, Block, read_blocks
from harvester.detect.entry_fields import (
    MAX_TITLE,
    NUMBER,
    TitleLine,
    bare_subjects,
    case_in,
    is_collective,
    label_of,
    labelled,
    read_title,
    split_subjects,
    subjects_in,
    without_suffix,
)
from harvester.normalise.dates import find_dates
from harvester.normalise.lexicon import squeeze
from harvester.normalise.list_publishers import is_anonymous, nation_of_list, registry_names
from harvester.normalise.types import find_review_types, resolve_type
from harvester.records import ListEntry
from harvester.urls import document_suffix, looks_like_download

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.normalise.list_publishers import PublisherNames
    from harvester.vocabulary import ReviewType

MAX_ENTRIES: Final = 3_000  # of one page
_MAX_SUMMARY: Final = 6_000
_YEAR: Final = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")
_OFFER: Final = re.compile(
    r"\b(?:read|view|download|open|see|full|overview|report|summary|review|pdf|copy)\b", re.IGNORECASE
)
_BESIDE: Final = re.compile(
    r"\b(?:library|catalogue|search|subscribe|newsletter|helpline|home)\b", re.IGNORECASE
)
_VAGUE: Final = re.compile(
    r"^\W*(?:download|view|open|read|see|more|details|pdf|word|here|click|link|report|file|the|full|overview|"
    r"executive|summary|this|as|in|a|new|window|\(|\)|\W)+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """What the heading over several entries says of each: their year, their kind of review."""

    year: int | None = None
    kinds: str = ""


@dataclass(slots=True)
class _Draft:
    """One entry while it is being read."""

    title: str
    line: TitleLine | None = None
    anchors: list[Anchor] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    subjects: list[str] = field(default_factory=list)
    waiting: str | None = None  # a label whose value stands in the next block
    section: Section = field(default_factory=lambda: Section())

    def take(self, block: Block) -> None:
        """One more block below the title."""
        self.anchors.extend(block.anchors)
        text = block.text
        if not text:
            return
        pair = labelled(text) if not block.cells else None
        if pair is not None:
            self.keep(*pair)
            return
        label = label_of(text)
        if label is not None and not block.anchors:
            self.waiting = label
        elif self.waiting is not None:
            self.keep(self.waiting, text)
        elif not (block.anchors and all(a.text in text for a in block.anchors) and len(text) < 90):
            self.paragraphs.append(text)

    def keep(self, name: str, value: str) -> None:
        """The value of a labelled field; the first one counts."""
        self.waiting = None
        if name == "summary":
            self.paragraphs.append(value)
        elif name == "subjects":
            self.subjects.extend(split_subjects(value))
        else:
            self.fields.setdefault(name, value)

    @property
    def told(self) -> bool:
        """Whether it has a field that only an entry has, or offers a document."""
        fields = {"publisher", "event", "type", "published", "added", "number", "place"}
        return bool(fields & self.fields.keys() or self.subjects) or any(_offers(a) for a in self.anchors)


def read_entries(
    body: bytes,
    url: str,
    source: str,
    *,
    encoding: str | None = None,
    names: PublisherNames | None = None,
) -> tuple[ListEntry, ...]:
    """The entries of one page of a national list.

    Args:
        body: the page as received.
        url: its address.
        source: slug of the list.
        encoding: what HTTP declared, if anything.
        names: of the publishers that are known; the boards of the United Kingdom by default.
    """
    return entries_of(read_blocks(body, url, encoding=encoding), url, source, names or registry_names())


def entries_of(
    blocks: Sequence[Block], url: str, source: str, names: PublisherNames
) -> tuple[ListEntry, ...]:
    """The entries in the blocks of a page, in order, each once."""
    drafts = list(_titled(blocks)) or [*_cards(blocks), *_rows(blocks)] or list(_listed(blocks))
    if any(draft.line for draft in drafts):
        drafts += list(_rows(blocks))
    made = (_entry(draft, url, source, names) for draft in drafts[:MAX_ENTRIES])
    return tuple(dict.fromkeys(entry for entry in made if entry is not None))


# ---------------------------------------------------------------- shapes


def _titled(blocks: Sequence[Block]) -> Iterator[_Draft]:
    """Dated title lines, each with what stands below it up to the next one or a heading."""
    draft: _Draft | None = None
    rank: float | None = None
    for block in blocks:
        line = read_title(block.text) if not block.cells else None
        if line is not None and (block.rank is None or block.rank > 1):
            if draft is not None:
                yield draft
            draft, rank = _Draft(title=block.text, line=line, anchors=list(block.anchors)), block.rank
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


def _cards(blocks: Sequence[Block]) -> Iterator[_Draft]:
    """Headings or bold lines over labelled fields, or over the link of a document."""
    draft: _Draft | None = None
    rank: float | None = None
    section, told, judged = Section(), False, 0
    for block in blocks:
        if block.cells:
            continue
        if judged > MAX_ENTRIES:
            return
        heads = block.rank is not None or (block.bold and len(block.text) <= MAX_TITLE)
        if heads and label_of(block.text) is None and labelled(block.text) is None:
            if draft is not None and draft.told and rank != 1.0:
                judged += 1
                if _is_card(draft):
                    yield draft
                    told = True
            section = _section(block, section)
            draft = _Draft(title=block.text, anchors=list(block.anchors), section=section)
            rank = block.rank
        elif draft is not None:
            draft.take(block)
    # Below the page's own title: the record of one review, unless cards stand above.
    if draft is not None and draft.told and (rank != 1.0 or not told) and _is_card(draft):
        yield draft


def _is_card(draft: _Draft) -> bool:
    """Whether the fields are of one review, or the title names one."""
    own = {"publisher", "event", "number", "type"} & draft.fields.keys()
    named = has_case(draft.title) or any(m.rank >= 2 for m in find_review_types(draft.title))
    return (len(own) >= 2 or (bool(own) and len(draft.fields) >= 2) or named) and not _is_section(draft.title)


def _section(block: Block, before: Section) -> Section:
    """What a heading over entries says: "SARs 2026", "Case reviews published in 2019"."""
    if block.rank is None or not (block.rank == 1 or _is_section(block.text)):
        return before
    found = _YEAR.findall(block.text)
    kinds = {m.review_type for m in find_review_types(block.text) if m.rank >= 3}
    return Section(
        year=int(found[0]) if len(found) == 1 else None,
        kinds=block.text if len(kinds) == 1 else before.kinds,
    )


def _is_section(text: str) -> bool:
    """Whether a heading is over many reviews: it names them in the plural, or is a year."""
    plain = squeeze(text)
    if re.fullmatch(r"(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d)?", plain):
        return True
    plural = re.search(r"\b(?:reviews|reports|SARs|SCRs|CSPRs|LCSPRs|DHRs|library|collection)\b", plain)
    return bool(plural) and not has_case(plain)


def _rows(blocks: Sequence[Block]) -> Iterator[_Draft]:
    """Rows of tables: by the names of their columns, else a title and a link."""
    section = Section()
    for block in blocks:
        if not block.cells:
            section = _section(block, section)
            continue
        draft = _row(block, section)
        if draft is not None:
            yield draft


def _row(block: Block, section: Section) -> _Draft | None:
    """One row of a table as an entry; None where nothing in it is a title."""
    names = [label_of(name) if name else None for name in block.header]
    draft = _Draft(title="", anchors=list(block.anchors), section=section)
    for name, cell in zip(names, block.cells, strict=True):
        if cell.text and name not in (None, "link", "name"):
            draft.keep(str(name), cell.text)
    named = [cell for name, cell in zip(names, block.cells, strict=True) if name == "name" and cell.text]
    plain = [
        cell
        for name, cell in zip(names, block.cells, strict=True)
        if name is None and cell.text and not _VAGUE.match(cell.text)
    ]
    titled = named or plain
    if not titled:
        return None
    draft.title = titled[0].text[:MAX_TITLE]
    draft.line = read_title(draft.title)
    rest = (*titled[1:], *(plain if named else ()))
    draft.paragraphs.extend(cell.text for cell in rest if not _VAGUE.match(cell.text))
    known = sum(name not in (None, "link") for name in names)
    offers = any(_offers(anchor) for anchor in block.anchors)
    return draft if known >= 2 or offers else None


def _listed(blocks: Sequence[Block]) -> Iterator[_Draft]:
    """Plain links to documents, each the title of a review."""
    section = Section()
    for block in blocks:
        section = _section(block, section)
        if len(block.anchors) != 1 or not _offers(block.anchors[0]):
            continue
        title = block.anchors[0].text
        title = block.text if not title or _VAGUE.match(title) else title
        if title and len(title) <= MAX_TITLE:
            yield _Draft(title=title, anchors=list(block.anchors), section=section)


# ---------------------------------------------------------------- from a draft to an entry


def _offers(anchor: Anchor) -> bool:
    """Whether a link leads to a document, by its address."""
    return bool(document_suffix(anchor.url)) or looks_like_download(anchor.url) or "/download/" in anchor.url


def _entry(draft: _Draft, url: str, source: str, names: PublisherNames) -> ListEntry | None:
    title = squeeze(draft.title)[:MAX_TITLE]
    if not title or (is_collective(title) and draft.line is None) or _VAGUE.match(title):
        return None
    line = draft.line or TitleLine(name=title)
    said = draft.fields.get("publisher")
    anonymous = line.anonymous or bool(said and is_anonymous(said))
    publisher = None if anonymous else (line.publisher or said or None)
    told = without_suffix(line.name)
    if not publisher and not anonymous:
        publisher, told = _from_title(told, names)
    kind = _kind(f"{draft.fields.get('type', '')} {told}", publisher) or _kind(draft.section.kinds, publisher)
    published = line.date or _date(draft.fields.get("published"))
    added = _date(draft.fields.get("added"))
    year = int(published[:4]) if published else int(added[:4]) if added else draft.section.year
    text = "\n".join(draft.paragraphs)
    return ListEntry(
        source=source,
        title=title,
        page_url=url,
        publisher_text=publisher,
        anonymous=anonymous,
        publishers=names.resolve(publisher, kind),
        case_name=case_in(told) or _case_of_field(draft),
        review_type=kind,
        year=year,
        published=published,
        summary=text[:_MAX_SUMMARY],
        subjects=_subjects(draft, text),
        number=_number(draft, text),
        url=_document(draft),
    )


def _kind(text: str, publisher: str | None) -> ReviewType | None:
    """The kind of review that words name; whose law applies decides what "SCR" means."""
    mentions = [m for m in find_review_types(text) if m.rank >= 1]
    if not mentions:
        return None
    return resolve_type(mentions, nation=nation_of_list(publisher), context=text)


def _from_title(told: str, names: PublisherNames) -> tuple[str | None, str]:
    """A publisher that a title begins with or names in full, and the rest: "Camden Hannah"."""
    from harvester.normalise.boards import find_boards

    mention = next(iter(find_boards(told)), None)
    if mention is not None and names.resolve(mention.name):
        return mention.name, squeeze(f"{told[: mention.start]} {told[mention.end :]}")
    area, rest = names.leading(told)
    return (area, rest) if area and rest else (None, told)


def _case_of_field(draft: _Draft) -> str | None:
    value = draft.fields.get("name")
    return case_in(value) if value else None


def _subjects(draft: _Draft, text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys((*draft.subjects, *subjects_in(text))))
    if not found and len(draft.paragraphs) > 1 and draft.line is not None:
        found = bare_subjects(draft.paragraphs[-1])
    return found


def _number(draft: _Draft, text: str) -> str | None:
    places = (draft.fields.get("number", ""), draft.title, text, *(a.url for a in draft.anchors))
    for place in places:
        match = NUMBER.search(place)
        if match:
            return f"NC{match.group(1)}"
    return draft.fields.get("number", "")[:40] or None


def _document(draft: _Draft) -> str | None:
    """The address of the document that the entry offers: a file, else what its words offer."""
    for anchor in draft.anchors:
        if _offers(anchor):
            return anchor.url.partition("#")[0]
    for anchor in draft.anchors:
        words = anchor.text
        if draft.line is not None and _OFFER.search(words) and not _BESIDE.search(words) and len(words) < 80:
            return anchor.url.partition("#")[0]
    return None


def _date(text: str | None) -> str | None:
    dates = find_dates(text[:200]) if text else ()
    if dates:
        return dates[0].value
    found = _YEAR.findall(text or "")
    return found[0] if len(found) == 1 else None


def resolved(entry: ListEntry, names: PublisherNames) -> ListEntry:
    """The entry with its publishers looked up among other names, where it has none yet."""
    if entry.publishers or entry.anonymous or not entry.publisher_text:
        return entry
    return replace(entry, publishers=names.resolve(entry.publisher_text, entry.review_type))
