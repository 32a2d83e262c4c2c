"""The second look: does the fetched file's own title page say that it is a review document?

A good link may lead to a form, and a vague one ("here") to an overview report. What decides is the
title: the document's own, as described, and the first lines of its title page. Body text decides only
between words that a title may share ("Executive summary" of a blank template).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from harvester.detect import cases, words
from harvester.detect import document_words as terms
from harvester.detect.model import logistic
from harvester.records import Description, DocumentVerdict, Extract
from harvester.vocabulary import Origin, Outcome, PageKind

KEEP: Final = 0.5
_TITLE_LINES: Final = 14
_STRONG: Final = 2.2  # favour of a title page that names review and case
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
_SPARED_SOFT: Final = 0.45
_SPARED_HARD: Final = 0.85
_SHEET: Final = re.compile(r"^(?:title|lscb|author|date of publication|publisher)s?:", re.IGNORECASE)


@dataclass(slots=True)
class _Weighing:
    """Log odds with the reasons that moved them."""

    odds: float
    reasons: list[str] = field(default_factory=list)

    def add(self, weight: float, reason: str) -> None:
        """One observation."""
        self.odds += weight
        self.reasons.append(f"{'for' if weight > 0 else 'against'}: {reason}")


def judge_document(
    description: Description, extract: Extract | None, sighting_score: float, *, page_kind: PageKind
) -> DocumentVerdict:
    """Whether a candidate is kept, now that its file has been read.

    Args:
        description: what the machine says the document is.
        extract: its text and layout; None when nothing was fetched.
        sighting_score: the best link score of its sightings.
        page_kind: the kind of page it was linked from.

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
    own = _own_title(description)
    weighing = _Weighing(_prior(sighting_score, page_kind))
    against = _against(lines, own)
    favour = _favour(lines, own, words.tidy(description.case_name), weighing)
    for place, (what, weight, line) in enumerate(against[:3]):
        spared = _SPARED_SOFT if what in _SOFT else _SPARED_HARD
        share = (1.0 if place == 0 else 0.5) * (spared if favour >= _STRONG else 1.0)
        weighing.add(-weight * share, f'title page says {what}: "{line[:80]}"')
    _weigh_body(extract, favour, weighing)
    score = logistic(weighing.odds)
    return DocumentVerdict(kept=score >= KEEP, score=round(score, 4), reasons=tuple(weighing.reasons))


def _prior(score: float, kind: PageKind) -> float:
    """The link's word, in log odds, never beyond what a title page can overturn."""
    prior = {PageKind.HUB: 0.3, PageKind.CASE_PAGE: 0.5, PageKind.LISTING: 0.0, PageKind.REVIEW: 1.0}.get(
        kind, -0.4
    )
    return prior + 2.6 * (min(max(score, 0.02), 0.98) - 0.5)


def title_lines(extract: Extract) -> list[str]:
    """The lines of the title page, tidied; past a repository's cover sheet when there is one."""
    first = [words.tidy(line.text) for line in extract.lines if line.page == 1]
    if not first:
        first = [words.tidy(line) for line in extract.pages[0].splitlines()[:60]]
    first = [line for line in first if line]
    sheet = sum(bool(_SHEET.match(line)) for line in first[:8]) >= 3
    if sheet or len(first) <= 2:
        second = [words.tidy(line.text) for line in extract.lines if line.page == 2]
        first += [line for line in second if line]
    return [
        line for line in first if not re.fullmatch(r"(?:page )?\d{1,3}(?: (?:of|\|) \d{1,3})?", line.lower())
    ][: _TITLE_LINES * 2]


def _own_title(description: Description) -> str:
    """The described title, when the document itself said it (not its link)."""
    own = {Origin.COVER, Origin.HEADER, Origin.PROPERTIES}
    if not description.title:
        return ""
    origins = {
        item.origin
        for item in description.evidence
        if item.field == "title" and item.value == description.title
    }
    return words.tidy(description.title) if origins & own or not origins else ""


def _against(lines: list[str], own: str) -> list[tuple[str, float, str]]:
    """The signs in title lines that this is something else: the heaviest line per kind, heaviest first."""
    heads = [line for line in lines[:_TITLE_LINES] if len(line) <= 130 and not _running_text(line)]
    joined = [f"{a} {b}" for a, b in pairwise(heads) if len(a) + len(b) <= 130]
    found: dict[str, tuple[str, float, str]] = {}
    for index, line in enumerate([*([own] if own else []), *heads, *joined]):
        late = 0.75 if index > 8 and line not in joined else 1.0
        for what, pattern, weight in terms.AGAINST:
            if (
                pattern.search(line)
                and not _excused(what, line)
                and weight * late > found.get(what, ("", 0.0, ""))[1]
            ):
                found[what] = (what, weight * late, line)
    return sorted(found.values(), key=lambda item: -item[1])


def _running_text(line: str) -> bool:
    """A sentence of the body rather than a title."""
    if terms.REPORT.match(line) or words.TYPE.match(line):
        return False
    return len(line.split()) > 9 and (
        line.endswith(".") or bool(re.search(r"\b(?:is|are|was|were|has|have|will|should|must)\b", line))
    )


def _excused(what: str, line: str) -> bool:
    """Words of a review's own title page that only look like something else."""
    low = line.lower()
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


def _stands_alone(heads: list[str], known: str) -> bool:
    """Whether a line of the title page is nothing but the name of the case that link or cover gave."""
    if not known:
        return False
    wanted = set(re.findall(r"[a-z0-9]+", known.lower())) - {"and"}
    for line in heads[:8]:
        said = set(re.findall(r"[a-z0-9]+", line.lower())) - {"and"}
        if wanted and wanted <= said and len(said) <= len(wanted) + 2:
            return True
    return False


def _favour(lines: list[str], own: str, known: str, weighing: _Weighing) -> float:
    """Signs on the title page that it is a review document; returns their sum."""
    heads = [line for line in [own, *lines[:_TITLE_LINES]] if line and not _running_text(line)]
    text = " ; ".join(heads)[: words.CAP * 3]
    joined = " ".join(heads)[: words.CAP * 3]
    before = weighing.odds
    typed = words.TYPE.search(joined)
    plural = words.TYPE_PLURAL.search(joined)
    named = (
        any(cases.has_case(line) for line in heads) or cases.has_case(joined) or _stands_alone(heads, known)
    )
    report = terms.REPORT.search(text)
    if typed and not (plural and not named):
        weighing.add(1.2, f'title page names a kind of review: "{typed.group()}"')
    if named:
        weighing.add(1.0, "title page names a case")
    if typed and named:
        weighing.add(0.8, "a review of a case")
    if report:
        weighing.add(0.7, f'title page names a report of one: "{report.group()}"')
    if terms.SUBJECT_LINE.search(text) and typed:
        weighing.add(0.5, "says whom it concerns")
    if words.BRIEFING.search(text) and not typed and not named:
        weighing.add(-1.4, "a briefing that names neither review nor case")
    people = terms.PEOPLE.search(" ; ".join(lines))
    if people:
        weighing.add(0.4, f'title page of a report: "{people.group().strip().lower()}"')
    return weighing.odds - before


def _weigh_body(extract: Extract, favour: float, weighing: _Weighing) -> None:
    body = " ".join(extract.pages[:4])[:12_000].translate(words.STRAIGHT)
    blanks = len(terms.PLACEHOLDER.findall(body))
    if blanks >= 2:
        weighing.add(-min(4.0, 1.2 * blanks), f"{blanks} blanks to fill in")
    said = {found.lower() for found in terms.BODY.findall(body)}
    if len(said) >= 3:
        weighing.add(0.6, "reads like a review")
    if favour < 0.5 and len(said) < 2:
        weighing.add(-1.0, "nothing on the title page or in the text of a review")
