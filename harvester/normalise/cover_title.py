"""Chooses the lines of a title page that make up its title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.normalise.cases import case_names, find_case_names, resolve_case
from harvester.normalise.cover_lines import CoverLine, Kind
from harvester.normalise.dates import find_dates
from harvester.normalise.roles import find_roles
from harvester.normalise.types import find_review_types
from harvester.normalise.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence


def title_signs(zone: Sequence[CoverLine], cases: frozenset[int], index: int) -> set[str]:
    """What a title line tells: type, role, case."""
    text = zone[index].text
    signs = set()
    if find_review_types(text):
        signs.add("type")
    if any(m.rank >= 2 for m in find_roles(text)):
        signs.add("role")
    if index in cases:
        signs.add("case")
    return signs


def _segments(zone: Sequence[CoverLine]) -> list[list[int]]:
    """Runs of title lines; boards, people, report dates and new pages part them."""
    runs: list[list[int]] = [[]]
    for index, line in enumerate(zone):
        if line.kind is Kind.TITLE:
            if runs[-1] and zone[runs[-1][-1]].source.page != line.source.page:
                runs.append([])
            runs[-1].append(index)
        elif line.kind in (Kind.BOARD, Kind.PERSON, Kind.DATE) and runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def choose_title(zone: Sequence[CoverLine], cases: frozenset[int]) -> list[int]:
    """The first run that says most, and later runs that only add what it lacks."""
    runs = [_trim(zone, run) for run in _segments(zone)]
    told = [(run, set[str]().union(*(title_signs(zone, cases, i) for i in run))) for run in runs if run]
    chosen: list[int] = []
    have: set[str] = set()
    for run, signs in told:
        if not chosen or (not have and signs):
            chosen, have = list(run), signs
        elif signs - have and not signs & have:
            chosen, have = chosen + run, have | signs
        elif signs > have:
            chosen, have = list(run), signs
        elif {"case", "type"} & (signs - have):
            new = [i for i in run if _adds(title_signs(zone, cases, i), have)]
            chosen, have = chosen + new, have | signs
    chosen = _without_dated(zone, cases, _without_echo(zone, cases, chosen))
    bare = not any(_has_subject(zone[i].text) for i in chosen)
    if chosen and "case" not in have and bare and all(title_signs(zone, cases, i) for i in chosen):
        chosen = _with_board(zone, chosen)
    if chosen and "type" not in have:
        chosen = _kind_beside(zone) + chosen
    return chosen


def _without_echo(zone: Sequence[CoverLine], cases: frozenset[int], chosen: list[int]) -> list[int]:
    """Without a first line that the rest says again: a running header on the title page."""
    if len(chosen) < 2:
        return chosen
    first, rest = title_signs(zone, cases, chosen[0]), chosen[1:]
    signs = set[str]().union(*(title_signs(zone, cases, i) for i in rest))
    if {"type", "case"} <= signs and first <= signs and _said_again(zone, chosen):
        return rest
    if len(chosen) < 3 or "case" not in first or len(first) < 2:
        return chosen
    names = case_names(resolve_case(find_case_names(zone[chosen[0]].text)) or "")
    again = case_names(resolve_case(find_case_names("\n".join(zone[i].text for i in rest))) or "")
    return rest if {"type", "case"} <= signs and names and names <= again else chosen


_SMALL = frozenset({"a", "an", "the", "of", "in", "on", "and", "for", "to", "into"})


def _said_again(zone: Sequence[CoverLine], chosen: list[int]) -> bool:
    """Whether all words of the first line come again: a short one in one line, a longer one in the rest."""
    first, *rest = (frozenset(re.findall(r"\w+", zone[i].text.lower())) - _SMALL for i in chosen)
    if len(first) < 3:
        kinds = [line for i, line in zip(chosen[1:], rest, strict=True) if find_review_types(zone[i].text)]
        return bool(first) and any(first < line for line in kinds)
    return first <= frozenset[str]().union(*rest)


def _without_dated(zone: Sequence[CoverLine], cases: frozenset[int], chosen: list[int]) -> list[int]:
    """Without a dated line that only repeats a role the others name.

    "NSCB Overview Report 20th May 2014" is the header drawn on the page; "Executive Summary May 2014"
    below "Case 3 - Executive Summary" is the date.
    """
    kept = list(chosen)
    for index in chosen:
        dates = find_dates(zone[index].text)
        others = [i for i in kept if i != index]
        own = title_signs(zone, cases, index)
        if not dates or not others or "role" not in own or "type" in own:
            continue
        signs = set[str]().union(*(title_signs(zone, cases, i) for i in others))
        roles = {m.role for m in find_roles(zone[index].text) if m.rank >= 2}
        told = {m.role for i in others for m in find_roles(zone[i].text) if m.rank >= 2}
        if {"type", "case"} <= signs and roles <= told:
            kept = others
    return kept


def _adds(signs: set[str], have: set[str]) -> bool:
    return bool(signs) and not signs & have


def _kind_beside(zone: Sequence[CoverLine]) -> list[int]:
    """The kind of review, where only a dated line or one of legal basis names it.

    "Serious Case Review published 28.09.16", "Serious Case Review under Chapter VIII of …".
    """
    for index, line in enumerate(zone):
        if line.kind not in (Kind.DATE, Kind.NOTICE):
            continue
        mentions = [m for m in find_review_types(line.text) if m.rank >= 2 and m.start <= 4]
        if mentions:
            line.text = line.text[: mentions[0].end]
            return [index]
    return []


_PLAIN = words(
    "the and for from into with review reviews report overview learning independent local final full "
    "summary executive briefing child children adult adults safeguarding practice case serious under "
    "published version redacted anonymised document paper extended concise one page minute"
)


_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


def _has_subject(text: str) -> bool:
    """Whether a line has words of its own beside the kind of review and of paper ("Peer on Peer Abuse")."""
    spans = [(m.start, m.end) for m in find_review_types(text)]
    spans += [(m.start, m.end) for m in find_roles(text)]
    spans += [(m.start, m.end) for m in find_dates(text)]
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return len(set(_LONG_WORD.findall(text.lower())) - _PLAIN) >= 2


def _with_board(zone: Sequence[CoverLine], chosen: list[int]) -> list[int]:
    """A review that names no case is known by its board, where that stands right below."""
    after = range(chosen[-1] + 1, len(zone))
    extra: list[int] = []
    for index in after:
        if zone[index].kind is not Kind.BOARD:
            break
        extra.append(index)
    return chosen + extra


def _trim(zone: Sequence[CoverLine], run: list[int]) -> list[int]:
    """Without numbered parts of the report and lone marks."""
    kept: list[int] = []
    for index in run:
        text = zone[index].text
        if text[:1].isdigit() and text[1:3].strip(" ")[:1] in {":", ")", "."} and kept:
            break
        kept.append(index)
    return kept
