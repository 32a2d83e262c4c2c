"""Everything that the rules suggest from the text of one document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from harvester.coding import ages, events, harms, incident_dates, methods, sexes, themes
from harvester.coding.frame import FIELDS
from harvester.coding.passages import passages
from harvester.coding.people import Cast
from harvester.coding.scene import Scene
from harvester.coding.thread import Thread
from harvester.coding.values import Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.coding.values import Case

MOST = 6  # values of one field (and person) that are kept; of themes twice as many
_LONGEST = 400  # characters of a sentence that is kept as evidence
_AGAIN = 0.03  # what each further sentence with the same value adds
_OPENING = 0.05  # what a value gains in the opening of a report, where the case is told
_UNSURE = 0.5
# What a sentence has that any of these rules wants; of the others nobody needs to know who is in them.
_TELLING = events.TELLS | ages.TELLS | sexes.TELLS | harms.TELLS | methods.TELLS


def suggest(pages: Sequence[str], case: Case, *, today: date | None = None) -> tuple[Suggestion, ...]:
    """What a document suggests for the fields of the frame, best first within each field.

    Args:
        pages: its text, page by page.
        case: what is known of the review.
        today: days that lie ahead are no dates of an incident.
    """
    day = today or date(2049, 12, 31)
    thread, votes = Thread(Cast(case)), sexes.Votes()
    found: list[Suggestion] = []
    for passage in passages(pages):
        if passage.is_heading:
            thread.under(passage.heading)
        elif passage.bits & _TELLING:
            scene = Scene(case, passage, thread, tuple(thread.cast.mentions(passage, thread.cast.gender)))
            found += _told(scene, votes, day)
            thread.follow(passage, scene.mentions)
        else:
            thread.passing(passage)
        if passage.bits & themes.NAMES_THEME:
            found += themes.themes(passage)
    if not any(one.field == "sex" and one.person > 1 for one in found):
        found += votes.result()
    return tuple(_best(_as_many_people(found)))


def _told(scene: Scene, votes: sexes.Votes, day: date) -> list[Suggestion]:
    """What a sentence tells of the subject and of the review."""
    found: list[Suggestion] = []
    told = events.events(scene)
    if told:
        scene = scene._replace(told=told)
        found += _outcomes(scene)
    found += incident_dates.dates(scene, day)
    found += ages.ages(scene)
    found += sexes.pair(scene)
    votes.read(scene)
    scene.thread.cast.gender = votes.leaning()
    found += harms.harms(scene)
    found += methods.methods(scene.case, scene.passage)
    found += methods.family(scene.passage)
    return found


def _outcomes(scene: Scene) -> list[Suggestion]:
    passage, event = scene.passage, scene.told[0]
    return [
        Suggestion(
            field="outcome",
            value=event.outcome,
            page=passage.page,
            line=passage.text,
            start=event.start,
            end=event.end,
            rule=event.rule,
            confidence=event.confidence + (_OPENING if passage.opening else 0),
            person=person,
        )
        for person in range(1, event.people + 1)
    ]


def _as_many_people(found: list[Suggestion]) -> list[Suggestion]:
    """Leaves of people only as many as ages tell of, where ages tell of several."""
    people = max((one.person for one in found if one.field in ("age_band", "sex")), default=1)
    outcomes = [one for one in found if one.field == "outcome"]
    most = max((one.person for one in outcomes), default=1)
    if people > most and outcomes:
        best = max(outcomes, key=lambda one: one.confidence)
        found = [*found, *(replace(best, person=number) for number in range(most + 1, people + 1))]
    return found


def _best(found: Iterable[Suggestion]) -> list[Suggestion]:
    """One suggestion a value, surer the oftener it was read; the surest first in each field."""
    by_value: dict[tuple[str, int, str], list[Suggestion]] = {}
    for one in found:
        by_value.setdefault((one.field, one.person, one.value), []).append(one)
    merged: list[Suggestion] = []
    for same in by_value.values():
        best = max(same, key=lambda one: one.confidence)  # the first of equals
        sure = min(0.99, best.confidence + _AGAIN * min(len(same) - 1, 5))
        merged.append(_cut(replace(best, confidence=round(sure, 3))))
    kept: list[Suggestion] = []
    for name, field in FIELDS.items():
        of_field = [one for one in merged if one.field == name and one.confidence >= _UNSURE]
        for person in sorted({one.person for one in of_field}):
            ranked = sorted(
                (one for one in of_field if one.person == person), key=lambda one: (-one.confidence, one.page)
            )
            if name == "outcome":
                ranked = _died_first(ranked)
            kept += ranked[: 2 * MOST if field.several else MOST]
    return kept


def _died_first(ranked: list[Suggestion]) -> list[Suggestion]:
    """Who was harmed and died has died; unless it is said that the person lived."""
    spared = any("did not die" in one.line.casefold() for one in ranked)
    return ranked if spared else sorted(ranked, key=lambda one: (one.value != events.DIED, -one.confidence))


def _cut(one: Suggestion) -> Suggestion:
    """The sentence, shortened around the words that count."""
    if len(one.line) <= _LONGEST:
        return one
    start = max(0, min(one.start - _LONGEST // 3, len(one.line) - _LONGEST))
    return replace(
        one,
        line=one.line[start : start + _LONGEST],
        start=one.start - start,
        end=min(one.end - start, _LONGEST),
    )
