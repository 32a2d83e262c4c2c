"""When the person died or was harmed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.coding.events import DIED, labelled
from harvester.coding.values import Suggestion
from harvester.normalise.date_labels import DateLabel
from harvester.normalise.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from harvester.coding.scene import Event, Scene
    from harvester.coding.values import Passage
    from harvester.normalise.dates import DateMention

_ON = re.compile(
    r"\b(?:on|in|during|around|of|by)(?:\s+or\s+(?:about|"
    r"around))?\s+(?:the\s+)?(?:(?:early\s+hours|morning|evening|afternoon|night|early|"
    r"mid|late)"
    r"\s+(?:of\s+|on\s+|in\s+)?(?:the\s+)?)?(?:[A-Z][a-z]+day,?\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^\W*(?:on|in|during)\s+(?:the\s+)?(?:(?:morning|evening|night|early|"
    r"late)\s+(?:of\s+)?)?(?:\w+day,?\s+)?$",
    re.IGNORECASE,
)
_WHEN_ONE_DIED = re.compile(
    r"^[\s,]{0,3}(?:the\s+(?:date|day)\s+(?:on\s+)?(?:which|that|of)|when)\b", re.IGNORECASE
)
_OTHER_MATTER = re.compile(
    r"\b(?:born|birth|inquest|convicted|sentenced|moved|married|separated|trial|published|"
    r"commissioned|since|until|hearing"
    r"|court|agreed|met|decided|pleaded|began|started|closed|referred|sectioned)\b",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:hours|days?|weeks?|months?|years?)\s+(?:later|after)\b", re.IGNORECASE)
_TRIED = re.compile(r"\b(?:convicted|guilty|sentenced|charged|acquitted|trial)\b", re.IGNORECASE)
_NOT = {DateLabel.BIRTH, DateLabel.PUBLISHED, DateLabel.PRESENTED, DateLabel.APPROVED, DateLabel.UPDATED}
_HAPPENED = re.compile(r"\b(?:taken|brought|admitted|rushed)\b[\w\s]{0,30}\bhospital\b", re.IGNORECASE)
_BY_HARM = re.compile(
    r"\b(?:fractures?|injur(?:y|ies)|stabb(?:ed|ing)|shot|attack(?:ed)?|assaulted|"
    r"strangled|choked|fire|found|collapsed|unresponsive)\b",
    re.IGNORECASE,
)


def dates(scene: Scene, today: date) -> list[Suggestion]:
    """When what a sentence tells of the subject happened."""
    passage, told, text = scene.passage, scene.told, scene.text
    with_labels = list(_labelled_dates(passage, today))
    if with_labels or not told or not re.search(r"\d", text):
        return with_labels
    mentions = [m for m in find_dates(text, today=today) if m.label not in _NOT and m.value >= "1970"]
    best: tuple[float, DateMention, Event] | None = None
    for event in told:
        if _TRIED.search(text[max(0, event.start - 40) : event.start]):
            continue
        for mention in mentions:
            sure = _fits(text, event, mention, alone=len(mentions) == 1)
            if sure and (best is None or sure > best[0]):
                best = (sure, mention, event)
    if best is None or date_is_later(best[1].value, today):
        return []
    sure, mention, event = best
    start, end = min(mention.start, event.start), max(mention.end, event.end)
    if end - start > 200:
        start, end = mention.start, mention.end
    rule = f"date of {'death' if event.outcome == DIED else 'harm'}"
    precise = 0.05 * (len(mention.value) == 10)
    return [
        Suggestion(
            field="incident_date",
            value=mention.value,
            page=passage.page,
            line=text,
            start=start,
            end=end,
            rule=rule,
            confidence=round(sure * event.confidence + precise, 3),
        )
    ]


def date_is_later(value: str, today: date) -> bool:
    """Whether a partial date lies ahead."""
    return value > today.isoformat()[: len(value)]


def _fits(text: str, event: Event, mention: DateMention, *, alone: bool) -> float:
    """How sure a date is that of the event: 0 when it is not."""
    if mention.start >= event.end:
        between = text[event.end : mention.start]
        if _OTHER_MATTER.search(between) or len(between) > 110:
            return 0.0
        if _ON.search(text[max(0, mention.start - 60) : mention.start]) or re.fullmatch(
            r"[\s(:,-]*", between
        ):
            return 1.0 - len(between) / 400
        return 0.6 if alone else 0.0
    if mention.end > event.start:
        return 0.9  # "admitted to hospital on … with multiple fractures"
    between = text[mention.end : event.start]
    if _LATER.search(between + text[event.end : event.end + 30]):
        return 0.0  # "was admitted on … and died eight days later"
    if _OPENS.match(text[: mention.start]) and not _OTHER_MATTER.search(between):
        return 0.95 - len(between) / 800
    if _WHEN_ONE_DIED.match(between):
        return 0.95
    lead = text[max(0, mention.start - 110) : mention.start]
    happened = _BY_HARM.search(lead) or _HAPPENED.search(lead)
    if alone and happened and not _OTHER_MATTER.search(lead[happened.end() :] + between):
        return 0.8
    return 0.0


def _labelled_dates(passage: Passage, today: date) -> Iterator[Suggestion]:
    for match in labelled(passage):
        rest = passage.text[match.end() : match.end() + 40]
        mention = next(iter(find_dates(rest, today=today)), None)
        if mention is None or mention.start > 3 or date_is_later(mention.value, today):
            continue
        yield Suggestion(
            field="incident_date",
            value=mention.value,
            page=passage.page,
            line=passage.text,
            start=match.start(),
            end=match.end() + mention.end,
            rule="labelled date of death" if match["death"] else "labelled date of the incident",
            confidence=0.95,
        )
