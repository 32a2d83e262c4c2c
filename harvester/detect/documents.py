"""The second look: does the fetched file's own title page say that it is a review document?

A good link may lead to a form, and a vague one ("here") to an overview report. What decides is the
title: the document's own, as described, and the first lines of its title page. Body text decides only
between words that a title may share ("Executive summary" of a blank template).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from harvester.detect import cases, words
from harvester.detect import document_words as terms
from harvester.detect.beside import tied_to_reviews
from harvester.detect.legible import is_legible
from harvester.detect.model import logistic
from harvester.detect.title_block import TitleBlock, running_text, title_block, title_lines
from harvester.phrases import likely
from harvester.records import Description, DocumentVerdict, Extract
from harvester.vocabulary import Origin, Outcome, PageKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.records import Link

KEEP: Final = 0.5
_AGAINST: Final = tuple((what, weight, pattern) for what, pattern, weight in terms.AGAINST)
_NAMED: Final = 2.2  # favour of a title page that names review and case
# Kinds whose words also stand in the titles of true reviews ("implications for policy").
_SOFT: Final = frozenset(
    {
        "policy",
        "procedure",
        "guidance",
        "arrangements",
        "training",
        "plan of the board",
        "explanation",
        "other review",
        "audit",
        "agenda",
        "job",
    }
)
# What a line far below the name of the case may still say of the whole paper.
_EVER: Final = frozenset(
    {"template", "annual report", "minutes", "council paper", "newsletter", "inspection", "training"}
)
_PAGES_OF_ONE_CASE: Final = frozenset({PageKind.CASE_PAGE, PageKind.REVIEW, PageKind.NEWS})
_SPARED_SOFT: Final = 0.45
_SPARED_HARD: Final = 0.85
_NAMES_BY: Final = 12  # lines of the title in which a case is looked for
_LATE: Final = 0.75  # of the weight, where the text and not the title has the word
_ENDS_IN_ARTICLE: Final = re.compile(r"(?<=[a-z:,-]) a$")
_WORD: Final = re.compile(r"[^\W_]+")
_DEAR: Final = re.compile(r"(?:dear|annwyl)\b", re.IGNORECASE)
_BOARD: Final = re.compile(
    r"\b(?:board|partnership|committee|council|trust|\w*(?:SCB|SCP|SAB|CPC|CSP)S?)\b", re.IGNORECASE
)
_GOOD_LINK: Final = 0.6
_BARE: Final = 2.0  # against a kind of review with no case, report or person
_SILENT: Final = 2.2  # against a text that speaks of no review


@dataclass(slots=True)
class _Weighing:
    """Log odds with the reasons that moved them."""

    odds: float
    reasons: list[str] = field(default_factory=list)

    def add(self, weight: float, reason: str) -> None:
        """One observation."""
        self.odds += weight
        self.reasons.append(f"{'for' if weight > 0 else 'against'}: {reason}")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a title says in favour: a kind of review, a case, a kind of report, and their weight."""

    typed: bool
    named: bool
    named_at: int  # the line of the title that names the case
    plural: bool
    report: bool
    about: bool  # says whom or what it concerns
    tied: bool  # the words beside its link tie it to local reviews
    weight: float

    @property
    def sure(self) -> bool:
        """Whether it names a case, and what the paper is to it."""
        return self.named and (self.typed or self.report)


def judge_document(
    description: Description,
    extract: Extract | None,
    sighting_score: float,
    *,
    page_kind: PageKind,
    link: Link | None = None,
) -> DocumentVerdict:
    """Whether a candidate is kept, now that its file has been read.

    Args:
        description: what the machine says the document is.
        extract: its text and layout; None when nothing was fetched.
        sighting_score: the best link score of its sightings.
        page_kind: the kind of page it was linked from.
        link: that link, whose neighbouring text may say what a briefing on a subject comes from.

    Returns:
        A verdict with reasons. Without readable text the link score alone decides.
    """
    pages = extract.pages if extract is not None else ()
    if extract is None or extract.outcome is not Outcome.OK or not any(page.strip() for page in pages):
        why = "nothing was fetched" if extract is None else f"no text ({extract.outcome.value})"
        kept = sighting_score >= KEEP
        return DocumentVerdict(
            kept=kept, score=round(sighting_score, 4), reasons=(f"{why}: the link alone decides",)
        )
    lines = title_lines(extract)
    block = title_block(lines)
    if any(_DEAR.match(line) for line in lines):  # a letter says what it is about after its greeting
        block = TitleBlock(heads=tuple(lines), rest=())
    own = _own_title(description, block)
    weighing = _Weighing(_prior(sighting_score, page_kind))
    known = _known_case(description, block, page_kind)
    tied = link is not None and sighting_score >= _GOOD_LINK and tied_to_reviews(link, page_kind)
    around = _Around(text="\n".join(pages[:4]), of_case=page_kind is PageKind.CASE_PAGE, tied=tied)
    said = _favour(block, own, known, around, weighing)
    agreed = said.sure or (said.named and sighting_score >= _GOOD_LINK)
    against = _against(block, own, said, agreed=agreed)
    for place, (what, weight, line) in enumerate(against[:3]):
        spared = _SPARED_SOFT if what in _SOFT else _SPARED_HARD
        share = (1.0 if place == 0 else 0.5) * (spared if agreed or said.weight >= _NAMED else 1.0)
        weighing.add(-weight * share, f'title page says {what}: "{line[:80]}"')
    _weigh_text(extract, said, known.name, weighing)
    score = logistic(weighing.odds)
    return DocumentVerdict(kept=score >= KEEP, score=round(score, 4), reasons=tuple(weighing.reasons))


def _prior(score: float, kind: PageKind) -> float:
    """The link's word, in log odds, never beyond what a title page can overturn."""
    prior = {PageKind.HUB: 0.3, PageKind.CASE_PAGE: 0.5, PageKind.LISTING: 0.0, PageKind.REVIEW: 1.0}.get(
        kind, -0.4
    )
    return prior + 2.6 * (min(max(score, 0.02), 0.98) - 0.5)


def _own_title(description: Description, block: TitleBlock) -> str:
    """The described title, when the document itself said it (not its link, nor its text)."""
    own = {Origin.COVER, Origin.HEADER, Origin.PROPERTIES}
    if not description.title:
        return ""
    origins = {
        item.origin
        for item in description.evidence
        if item.field == "title" and item.value == description.title
    }
    title = words.tidy(description.title)
    if origins and not origins & own:
        return ""
    if Origin.COVER in origins and not _words_of(title) <= _words_of(" ".join(block.heads)):
        return ""
    return title


def _words_of(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _against(block: TitleBlock, own: str, said: _Said, *, agreed: bool) -> list[tuple[str, float, str]]:
    """The signs that this is something else: the heaviest line per kind, heaviest first.

    Once the title names a case and what the paper is to it, the words of its text no longer count: the
    briefing on a case tells of forms, procedures and training.
    """
    heads = list(block.heads)
    top = heads[: said.named_at + 2] if agreed else heads
    texts = [(line, 1.0) for line in top]
    texts += [(f"{a} {b}", 1.0) for a, b in pairwise(top) if len(a) + len(b) <= 130]
    if own and not agreed:
        texts.append((own, 1.0))
    below = {line for line in heads if line not in top}
    texts += [(line, 1.0) for line in heads if line in below]
    if not agreed:
        texts += [(line, _LATE) for line in block.rest if len(line) <= 130 and not running_text(line)][:8]
    letter = any(_DEAR.match(line) for line in heads)
    found: dict[str, tuple[str, float, str]] = {}
    # Most kinds are ruled out for all lines at once: each, and each two, stand in this as they are.
    may = likely(_AGAINST, " ".join((*heads, own, *block.rest)))
    for line, share in texts if may else ():
        for what, weight, pattern in likely(may, line):
            if weight * share <= found.get(what, ("", 0.0, ""))[1] or not pattern.search(line):
                continue
            if (line in below and what not in _EVER) or _excused(what, line):
                continue
            if not (letter and said.named and what in _LETTERHEADS):
                found[what] = (what, weight * share, line)
    return sorted(found.values(), key=lambda item: -item[1])


_LETTERHEADS: Final = frozenset({"national study", "council paper", "other review"})


def _excused(what: str, line: str) -> bool:
    """Words of a review's own title page that only look like something else."""
    low = line.lower()
    if what == "council paper" and re.search(r"\breview panel\b", low):
        return True
    if re.search(
        r"(?:in accordance with|under|requests of|pursuant|chapter|regulation|section \d|"
        r"children act|working together (?:to safeguard children )?\(?20\d\d|"
        r"to be read (?:alongside|with))",
        low,
    ):
        return what in {"guidance", "procedure", "policy", "arrangements", "other review"}
    if what in {"guidance", "procedure", "policy", "arrangements"} and re.search(
        r"recommendation|findings?|\baction\b", low
    ):
        return True
    return what in {"procedure", "guidance"} and bool(
        re.match(r"^\d+(?:\.\d+)*[.)]? ", low)
    )  # a line of the contents


@dataclass(frozen=True, slots=True)
class _Known:
    """The case as described, and whether a line of the title itself gave it."""

    name: str
    on_title: bool


def _known_case(description: Description, block: TitleBlock, page_kind: PageKind) -> _Known:
    """The case as described, unless it may be the publisher's area or a word of the page's own title.

    A bare word of the title ("Chronologies") is a pseudonym only where a second place says so too.
    """
    name = words.tidy(description.case_name)
    if not name or not cases.may_name(name) or _words_of(name) <= _words_of(description.board or ""):
        return _Known("", on_title=False)
    claims = [
        item
        for item in description.evidence
        if item.field == "case_name" and item.value == description.case_name
    ]
    if all(item.origin is Origin.PAGE for item in claims) and page_kind not in _PAGES_OF_ONE_CASE and claims:
        return _Known("", on_title=False)
    heads = {head.lower() for head in block.heads if not _BOARD.search(head)}
    on_title = any(item.origin is Origin.COVER and words.tidy(item.line).lower() in heads for item in claims)
    text = " ".join((*block.heads, *block.rest)).lower()
    confirmed = len({item.origin for item in claims}) > 1 or text.count(name.lower()) > 1
    return _Known(name, on_title=on_title and (cases.has_case(name) or confirmed))


def _stands_alone(heads: Sequence[str], known: str) -> bool:
    """Whether a line of the title page is the case that link or cover named, or sets it off by a dash."""
    name = re.escape(known)
    joint = r"(?:[-:]|\b(?:on|for|about|of|into|concerning|regarding|re))"
    off = re.compile(rf"^{name} ?[-:,] .{{1,60}}$|^.{{1,60}}{joint} ?{name}$", re.IGNORECASE)
    wanted = _words_of(known) - {"and"}
    for head in heads:
        line = _ENDS_IN_ARTICLE.sub("", head)
        if off.match(line):
            return True
        told = _words_of(line) - {"and"}
        if wanted and wanted <= told and len(told) <= len(wanted) + 2 and not _BOARD.search(line):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Around:
    """What else there is to tell a name from a subject."""

    text: str
    of_case: bool  # linked from a page about one case
    tied: bool


def _named_at(heads: Sequence[str], own: str, known: _Known, around: _Around, *, typed: bool) -> int | None:
    """The first line of the title that names the case; None where none does."""
    own = _without_boards(own, heads)
    sure = typed or around.of_case

    def named(line: str) -> bool:
        return cases.has_case(line) if sure else cases.names_case(line, around.text)

    somebody = known.name and (
        sure or not cases.is_bare(known.name) or cases.tells_of(known.name, around.text)
    )
    for index, line in enumerate(heads):
        joined = f"{heads[index - 1]} {line}" if index and cases.is_name(line) else line
        if any(named(text) or terms.NUMBERED.search(text) for text in (line, joined)):
            return index
        if somebody and _stands_alone([line], known.name):
            return index
    return 0 if (somebody and known.on_title) or named(own) else None


def _without_boards(own: str, heads: Sequence[str]) -> str:
    """The title without the publisher's line, which may have been joined to it ("the child Northmoor")."""
    for head in heads:
        if _BOARD.search(head) and not words.TYPE.search(head):
            own = own.replace(head, " ; ")
    return own


def _favour(block: TitleBlock, own: str, known: _Known, around: _Around, weighing: _Weighing) -> _Said:
    """Signs on the title page that it is a review document."""
    text = " ; ".join(block.heads)[: words.CAP * 3]
    joined = terms.COLLECTION.sub(" ", " ".join(block.heads)[: words.CAP * 3])
    before = weighing.odds
    typed = words.TYPE.search(joined) or terms.ONE_REVIEW.search(joined) or words.TYPE.search(own)
    named_at = _named_at(block.heads[:_NAMES_BY], own, known, around, typed=bool(typed))
    named = named_at is not None
    plural = bool(terms.REVIEWS.search(joined)) and not named
    one = bool(typed) and (not plural or bool(terms.ONE_REVIEW.search(joined)))
    if one and not named and terms.HELD_BY.search(joined):
        one = bool(terms.ONE_REVIEW.search(terms.HELD_BY.sub(" ", joined)))
        weighing.add(-1.5, "names those who hold reviews, and no case")
    report = terms.REPORT.search(text)
    briefing = words.BRIEFING.search(text)
    if typed and one:
        weighing.add(1.2, f'title page names a kind of review: "{typed.group()}"')
    if named:
        weighing.add(1.0, "title page names a case")
    if typed and named:
        weighing.add(0.8, "a review of a case")
    if report and (one or named or not briefing):
        weighing.add(0.7, f'title page names a report of one: "{report.group()}"')
    about = bool(terms.SUBJECT_LINE.search(text))
    if about and one:
        weighing.add(0.5, "says whom it concerns")
    tied = bool(briefing) and not one and not named and around.tied
    if tied:
        weighing.add(1.0, "the words beside its link say that it comes from local reviews")
    elif briefing and not one and not named:
        weighing.add(-2.4, "a briefing that names neither review nor case")
    elif plural and not one:
        weighing.add(-2.0, "speaks of reviews in general and names no case")
    people = terms.PEOPLE.search(" ; ".join((*block.heads, *block.rest)))
    if people and not (plural and not one):
        weighing.add(0.4, f'title page of a report: "{people.group().strip().lower()}"')
    if one and not (named or report or about or people or terms.SUBJECT.search(joined)):
        weighing.add(-_BARE, "names no case, no report and nobody")
    return _Said(
        typed=one,
        named=named,
        named_at=named_at or 0,
        plural=plural,
        report=bool(report),
        about=about,
        tied=tied,
        weight=weighing.odds - before,
    )


def _weigh_text(extract: Extract, said: _Said, known: str, weighing: _Weighing) -> None:
    """What the text adds: blanks to fill in, a committee's paper, or the words of a review."""
    text = " ".join(extract.pages[:4])[:12_000].translate(words.STRAIGHT)
    blanks = len(terms.PLACEHOLDER.findall(text))
    if blanks >= 2:
        weighing.add(-min(4.0, 1.2 * blanks), f"{blanks} blanks to fill in")
    marks = {found.lower() for found in terms.COMMITTEE.findall(text[:4000])}
    if len(marks) >= 2:
        weighing.add(-1.6 * min(3, len(marks)), f'a paper for a committee: "{min(marks)}"')
    made_up = terms.MADE_UP.search(text[:3000])
    if made_up:
        weighing.add(-4.5, f'an example: "{made_up.group()}"')
    told = terms.BODY.some(text, 3)
    if len(told) >= 3:
        weighing.add(0.6, "reads like a review")
    own = terms.THIS_REVIEW.search(text)
    if own and not said.plural:
        weighing.add(1.0, f'calls itself a review: "{own.group()}"')
    if said.typed or said.named or said.tied or own or (said.report and said.about):
        return
    if not is_legible(extract):
        weighing.reasons.append("the scan cannot be read: its silence says nothing")
        return
    single = terms.ONE_REVIEW.search(text) or (known and known.lower() in text.lower())
    if not told and not single:
        weighing.add(-_SILENT, "nothing on the title page or in the text of a review")
    elif len(told) < 2:
        weighing.add(-1.2, "next to nothing on the title page or in the text of a review")
