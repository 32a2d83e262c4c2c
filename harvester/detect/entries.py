"""The entries of a national list: one record for each review that a page lists.

Entries keep the list's own words; nothing is guessed. The shapes that they have on a page are told in
`entry_shapes.py`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from harvester.detect.entry_blocks import read_blocks
from harvester.detect.entry_drafts import offers
from harvester.detect.entry_fields import (
    MAX_TITLE,
    NUMBER,
    bare_subjects,
    case_in,
    date_alone,
    is_collective,
    subjects_in,
    without_suffix,
)
from harvester.detect.entry_lines import is_beside
from harvester.detect.entry_sections import YEAR, head_of, is_called, year_at_end
from harvester.detect.entry_shapes import shapes
from harvester.detect.entry_titles import VAGUE, Told, names_only_a_body, parts_of, take_apart, without_body
from harvester.normalise.dates import find_dates
from harvester.normalise.lexicon import squeeze
from harvester.normalise.list_publishers import (
    is_anonymous,
    kind_of_case,
    nation_of_list,
    registry_names,
)
from harvester.normalise.types import find_review_types, resolve_type
from harvester.records import ListEntry
from harvester.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.detect.entry_blocks import Block
    from harvester.detect.entry_drafts import Draft
    from harvester.normalise.list_publishers import PublisherNames
    from harvester.vocabulary import ReviewType

_MAX_SUMMARY: Final = 6_000
_OFFER: Final = re.compile(
    r"\b(?:read|view|download|open|see|full|overview|report|summary|review|pdf|copy)\b", re.IGNORECASE
)
_BESIDE: Final = re.compile(
    r"\b(?:library|catalogue|search|subscribe|newsletter|helpline|home)\b", re.IGNORECASE
)
_MAX_MORE: Final = 20  # further documents of one entry


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
    made = (_entry(draft, url, source, names) for draft in shapes(blocks, names))
    return tuple(dict.fromkeys(entry for entry in made if entry is not None))


# ---------------------------------------------------------------- from a draft to an entry


def _entry(draft: Draft, url: str, source: str, names: PublisherNames) -> ListEntry | None:
    title = squeeze(draft.title)[:MAX_TITLE]
    if not title or (is_collective(title) and draft.line is None) or VAGUE.match(title):
        return None
    told = _told(draft, title, names)
    kind = _kind(f"{draft.fields.get('type', '')} {told.rest}", told.publisher) or _kind(
        draft.section.kinds, told.publisher
    )
    published = _published(draft)
    added = _date(draft.fields.get("added"))
    dated = published or added
    year = int(dated[:4]) if dated else draft.section.year or year_at_end(title)
    text = "\n".join(draft.paragraphs)
    documents = _documents(draft)
    case = _case(told.rest) or _case_of_field(draft)
    return ListEntry(
        source=source,
        title=title,
        page_url=_record(draft, url),
        publisher_text=told.publisher,
        anonymous=told.anonymous,
        publishers=names.resolve(told.publisher, kind or kind_of_case(case, text)),
        case_name=case,
        review_type=kind,
        year=year,
        published=published,
        summary=text[:_MAX_SUMMARY],
        subjects=_subjects(draft, text),
        number=_number(draft, text),
        url=documents[0] if documents else None,
        more=documents[1:],
    )


def _told(draft: Draft, title: str, names: PublisherNames) -> Told:
    """Who published, by the field for it, the title, the heading above; and what the title says beside."""
    told = _told_of_entry(draft, title, names)
    section, body = draft.section, told.publisher
    by_title = draft.fields.get("publisher") is None and draft.line is None
    if body and section.publisher and by_title and not names_only_a_body(body):
        told = Told(rest=title)  # a name such as Chester is no area below the heading of a body
    if told.publisher is None and not told.anonymous:
        return replace(told, publisher=section.publisher, anonymous=section.anonymous)
    return told


def _told_of_entry(draft: Draft, title: str, names: PublisherNames) -> Told:
    said = draft.fields.get("publisher")
    if draft.line is not None and draft.section.publisher and not _is_known(draft.line.publisher, names):
        # Below the heading of a body, a date and a case: "2019 - Adult K - hoarding".
        parts = (draft.line.publisher, draft.line.name)
        return Told(None, draft.line.anonymous, " - ".join(part for part in parts if part))
    if draft.line is not None:
        anonymous = draft.line.anonymous or bool(said and is_anonymous(said))
        publisher = None if anonymous else draft.line.publisher or said
        rest = without_suffix(draft.line.name)
        if publisher or anonymous:
            return Told(publisher, anonymous, rest)
        return take_apart(rest, names)
    if said and is_anonymous(said):
        return Told(None, True, take_apart(without_suffix(title), names).rest)
    told = take_apart(without_suffix(title), names)
    if said and names_only_a_body(title):
        told = Told()
    if said:
        told = replace(told, rest=without_body(told.rest, said))
    return Told(said or told.publisher, told.anonymous and not said, told.rest)


def _is_known(publisher: str | None, names: PublisherNames) -> bool:
    return bool(publisher and (names_only_a_body(publisher) or names.resolve(publisher)))


def _case(rest: str) -> str | None:
    """The case that a title names, else the one of its parts that is a name: "Ted: key themes on falls"."""
    head = head_of(rest)
    below = rest[rest.find(head) + len(head) :].strip(" -–—:,.()") if head else ""
    dated = bool(YEAR.fullmatch(below) or date_alone(below))
    aside = bool(head) and rest[rest.find(head) + len(head) :].lstrip().startswith("(")
    of_head = (dated or aside or below[:1].islower()) and not find_review_types(below)
    if of_head and is_called(rest) and (case := case_in(head)):
        return case
    found = case_in(rest)
    last = parts_of(rest)[-1:]
    if found and ":" in found and last and is_called(last[0]):  # "Stronger Elmhurst: Della"
        return case_in(last[0])
    return found or (case_in(head) if of_head else None)


def _published(draft: Draft) -> str | None:
    if draft.line is not None and draft.line.date:
        return draft.line.date
    return _date(draft.fields.get("published")) or _date(draft.section.dated)


def _record(draft: Draft, url: str) -> str:
    """The page that the list has of this review alone, else the page on which the entry stands."""
    if draft.record is None or host_of(draft.record) != host_of(url):
        return url
    return draft.record.partition("#")[0]


def _kind(text: str, publisher: str | None) -> ReviewType | None:
    """The kind of review that words name; whose law applies decides what "SCR" means."""
    mentions = [m for m in find_review_types(text) if m.rank >= 1]
    if not mentions:
        return None
    return resolve_type(mentions, nation=nation_of_list(publisher), context=text)


def _case_of_field(draft: Draft) -> str | None:
    value = draft.fields.get("name")
    return case_in(value) if value else None


def _subjects(draft: Draft, text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys((*draft.subjects, *subjects_in(text))))
    if not found and len(draft.paragraphs) > 1 and draft.line is not None:
        found = bare_subjects(draft.paragraphs[-1])
    return found


def _number(draft: Draft, text: str) -> str | None:
    places = (draft.fields.get("number", ""), draft.title, text, *(a.url for a in draft.anchors))
    for place in places:
        match = NUMBER.search(place)
        if match:
            return f"NC{match.group(1)}"
    return draft.fields.get("number", "")[:40] or None


def _documents(draft: Draft) -> tuple[str, ...]:
    """The addresses of the documents that the entry offers: files, else what its words offer."""
    files = [a.url.partition("#")[0] for a in draft.anchors if offers(a) and not is_collective(a.text)]
    if files:
        beside = {a.url.partition("#")[0] for a in draft.anchors if is_beside(a.text)}
        ordered = sorted(dict.fromkeys(files), key=lambda file: file in beside)  # the report first
        return tuple(ordered)[: _MAX_MORE + 1]
    for anchor in draft.anchors:
        words = anchor.text
        if draft.line is not None and _OFFER.search(words) and not _BESIDE.search(words) and len(words) < 80:
            return (anchor.url.partition("#")[0],)
    return ()


def _date(text: str | None) -> str | None:
    dates = find_dates(text[:200]) if text else ()
    if dates:
        return dates[0].value
    found = YEAR.findall(text or "")
    return found[0] if len(found) == 1 else None


def resolved(entry: ListEntry, names: PublisherNames) -> ListEntry:
    """The entry with its publishers looked up among other names, where it has none yet."""
    if entry.publishers or entry.anonymous or not entry.publisher_text:
        return entry
    kind = entry.review_type or kind_of_case(entry.case_name, entry.summary)
    return replace(entry, publishers=names.resolve(entry.publisher_text, kind))
