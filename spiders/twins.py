"""Twins of pages that are easier to read (`Ways.address`): whether one is as good as its page. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.urls import canonical
from harvester.vocabulary import Outcome
from spiders.reading import DEAD, LISTS

if TYPE_CHECKING:
    from scrapy.http import Response

    from spiders.answers import Answer
    from spiders.reading import Reading


@dataclass(frozen=True, slots=True)
class Held:
    """A page that was read before its platform was known, until its twin is here."""

    response: Response
    answer: Answer
    reading: Reading


def is_there(answer: Answer, twin: str) -> bool:
    """Whether a twin was answered with itself, and not with an error, a file or another page."""
    whole = answer.is_whole and answer.outcome is not Outcome.TRUNCATED and answer.status < 400
    return whole and answer.is_page and canonical(answer.url) == canonical(twin)


def offers_nothing(reading: Reading) -> bool:
    """Whether the page itself has to be looked at: its menu may lead on, or the twin left out the links."""
    if reading.verdict.kind in DEAD:
        return True
    return not reading.candidates and (reading.verdict.kind in LISTS or not reading.leads)
