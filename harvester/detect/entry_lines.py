"""Entries that are lines of a page: links to papers, and lines without one, below bodies and dates.

All papers of one review are one entry: its report, the summary and the briefing beside it, its action plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from harvester.detect.entry_drafts import Draft, is_control, offers
from harvester.detect.entry_fields import MAX_TITLE, case_in, is_collective, label_of, without_suffix
from harvester.detect.entry_sections import Section, head_of, is_called, is_section, names_one, section_of
from harvester.detect.entry_titles import VAGUE, names_only_a_body
from harvester.normalise.dates import find_dates
from harvester.normalise.lexicon import fold, squeeze
from harvester.normalise.roles import find_roles, resolve_role
from harvester.normalise.types import find_review_types
from harvester.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.detect.entry_blocks import Anchor, Block
    from harvester.normalise.list_publishers import PublisherNames

_LEADING_VERB: Final = re.compile(r"^(?:download|view|read|open)\s*:?\s+(?:the\s+)?(?=\S)", re.IGNORECASE)
_CLEAR: Final = 2  # rank of a word that names a role by itself
_BESIDE: Final = 80  # characters beside the link of a line
_EVENT: Final = re.compile(r"\b(?:died|death|updated|reviewed|born|murder\w*|incident)\b", re.IGNORECASE)
_VERSION: Final = re.compile(
    r"\b(?:welsh|english|gaelic|polish|urdu|cymraeg|saesneg|large\s+print|accessible|easy[\s-]read|word|pdf|"
    r"(?:redacted\s+|final\s+)?version|translat\w+|[\d.]+\s*[km]b)\b",
    re.IGNORECASE,
)
_MAX_PAPERS: Final = 30  # of an entry, that a further one is compared with
_FEW: Final = 2  # lines without a link that are entries by each other


def lines(blocks: Sequence[Block], names: PublisherNames) -> tuple[Draft, ...]:
    """The entries among the lines of a page; those that offer nothing only beside others."""
    reader = _Lines(names)
    for block in blocks:
        if not block.cells:
            reader.take(block)
    reader.close()
    beside = {(draft.section, tag) for draft, tag in reader.told if _has_papers(draft)}
    kept = [draft for draft, tag in reader.told if _is_sure(draft) or (draft.section, tag) in beside]
    return tuple(kept) if len(kept) >= _FEW or any(_has_papers(draft) for draft in kept) else ()


def _is_sure(draft: Draft) -> bool:
    """Whether a line is an entry whatever stands beside it: it has papers, a date above, a case."""
    return _has_papers(draft) or bool(draft.section.dated) or names_one(draft.title)


@dataclass(slots=True)
class _Lines:
    names: PublisherNames
    told: list[tuple[Draft, str]] = field(default_factory=list)  # with the element of its line
    _section: Section = field(default_factory=Section)
    _draft: Draft | None = None
    _tag: str = ""
    _fresh: bool = False  # nothing stands yet below the last heading or date

    def take(self, block: Block) -> None:
        """One more line."""
        papers = [anchor for anchor in block.anchors if offers(anchor)]
        waits = self._draft is not None and self._draft.waiting is not None
        if not papers and not waits:
            section = section_of(block, self._section, self.names)
            if section is not self._section:
                self._begin_section(section)
                return
        if papers:
            self._take_papers(block, papers)
        elif block.text and not is_control(block):
            self._take_text(block)
        self._fresh = False

    def close(self) -> None:
        """The entry that is open ends here."""
        if self._draft is not None:
            self.told.append((self._draft, self._tag))
        self._draft = None

    def _begin_section(self, section: Section) -> None:
        draft = self._draft
        if (
            draft is not None
            and section.dated != self._section.dated
            and section.dated
            and not _has_papers(draft)
        ):
            draft.fields.setdefault("published", section.dated)  # the date of a line stands below it
            return
        self.close()
        self._section, self._fresh = section, True

    # ------------------------------------------------------------ papers

    def _take_papers(self, block: Block, papers: list[Anchor]) -> None:
        before = block.text.partition(papers[0].text)[0].strip(" -–—:|·•") if papers[0].text else ""
        if before and len(papers) > 1 and is_called(before) and not any(_subject(a.text) for a in papers):
            title, _, below = before.partition(". ")
            self._open(title, papers, block)
            if below and self._draft is not None:
                self._draft.paragraphs.append(below)
            return
        for anchor in papers:
            title = anchor.text
            if not title or VAGUE.match(title):
                first = before if anchor is papers[0] else ""
                title = block.text if len(papers) == 1 else first or title
            title = _LEADING_VERB.sub("", title)
            if self._draft is not None and _joins(self._draft, title):
                self._draft.anchors.append(anchor)
            else:
                self._open(title, [anchor], block)

    def _open(self, title: str, papers: list[Anchor], block: Block) -> None:
        draft = Draft(title=title, anchors=papers, section=self._section)
        if title and len(title) <= MAX_TITLE and is_of_reviews(draft):
            self.close()
            self._draft, self._tag = draft, block.tag
            dated = _date_beside(block)
            if dated:
                draft.fields["published"] = dated

    # ------------------------------------------------------------ lines without papers

    def _take_text(self, block: Block) -> None:
        text = block.text
        heads = block.rank is not None or block.bold
        if self._titles(block):
            self.close()
            self._draft = Draft(title=text, anchors=list(block.anchors), section=self._section)
            self._tag = block.tag
        elif heads and label_of(text) is None:
            self.close()
        elif self._draft is not None:
            self._draft.take(block)

    def _titles(self, block: Block) -> bool:
        """Whether a line without a paper is the title of a review, by what stands above it."""
        text = block.text
        if len(text) > MAX_TITLE or not self._section.tells or block.anchors or is_collective(text):
            return False
        if label_of(text) or names_only_a_body(text) or is_section(text):
            return False
        dated = self._fresh and bool(self._section.dated) and case_in(head_of(text) or "") is not None
        if not dated and not is_called(text):
            return False
        return self._draft is None or self._fresh or not _same_case(self._draft, text)


def _date_beside(block: Block) -> str | None:
    """The one date that stands in a line beside its link: "SAR Violet, 4 May 2022"."""
    rest = block.text
    for anchor in block.anchors:
        rest = rest.replace(anchor.text, " ", 1) if anchor.text else rest
    if len(rest) > _BESIDE or _EVENT.search(rest):
        return None
    dates = find_dates(rest)
    return dates[0].value if len(dates) == 1 else None


def _has_papers(draft: Draft) -> bool:
    return any(offers(anchor) for anchor in draft.anchors)


def _joins(draft: Draft, title: str) -> bool:
    """Whether a link offers one more paper of the review that an entry is about."""
    before = [a.text or draft.title for a in draft.anchors[:_MAX_PAPERS] if offers(a)]
    if not _subject(title):
        return bool(before) or draft.section.tells
    if not _same_case(draft, title):
        return not before and bool(draft.section.dated) and not is_called(title)
    return not before or is_beside(title) or bool(_VERSION.search(title)) or all(map(is_beside, before))


def _same_case(draft: Draft, title: str) -> bool:
    """Whether a title names the case of an entry, or what is left of both without their kinds is alike."""
    ours, theirs = _case_of(draft.title), _case_of(title)
    if ours and theirs:
        return fold(ours) == fold(theirs)
    return fold(_subject(draft.title)) == fold(_subject(title))


@lru_cache(maxsize=256)  # an entry's own title is asked about for each line below it
def _case_of(title: str) -> str | None:
    head = head_of(title)
    return (case_in(head) if head else None) or case_in(title)


@lru_cache(maxsize=256)
def _subject(title: str) -> str:
    """What a title is about, without the words for papers and kinds of review."""
    plain = without_suffix(title)[:MAX_TITLE]
    spans = [(m.start, m.end) for m in find_review_types(plain)]
    spans += [(m.start, m.end) for m in find_roles(plain)]
    for start, end in sorted(spans, reverse=True):
        plain = f"{plain[:start]} {plain[end:]}"
    plain = squeeze(_VERSION.sub(" ", plain)).strip(" -–—:,.()'\"")
    return "" if not plain or VAGUE.match(plain) else plain


def is_beside(title: str) -> bool:
    """Whether a paper stands beside the report of its review: a summary, a briefing, a response."""
    role = resolve_role([m for m in find_roles(title) if m.rank >= _CLEAR])
    return role is not None and role is not Role.OVERVIEW_REPORT


def is_of_reviews(draft: Draft) -> bool:
    """Whether a title that only offers a document is that of a review: it says so, or its list does."""
    if draft.line is not None or names_one(draft.title):
        return not is_section(draft.title)
    section = draft.section
    if section.tells and is_called(draft.title):
        return True
    return bool(section.kinds) or section.year is not None
