"""One sentence with all that is known when it is read: who is in it, and what it tells of the subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from harvester.coding.people import Who

if TYPE_CHECKING:
    from harvester.coding.people import Mention
    from harvester.coding.thread import Thread
    from harvester.coding.values import Case, Passage


@dataclass(frozen=True, slots=True)
class Event:
    """A death or serious harm that a sentence tells of the subject."""

    outcome: str
    start: int
    end: int
    rule: str
    confidence: float
    people: int = 1


class Scene(NamedTuple):
    """A sentence on its way through the rules."""

    case: Case
    passage: Passage
    thread: Thread
    mentions: tuple[Mention, ...]
    told: tuple[Event, ...] = ()  # what happened to the subject, best first

    @property
    def text(self) -> str:
        """The sentence."""
        return self.passage.text

    def of_subject(self, at: int) -> bool:
        """Whether what stands at a place is said of the subject."""
        return self.thread.holder(self.text, self.mentions, at) is Who.SUBJECT

    def holder(self, at: int) -> Who | None:
        """Of whom that is said; None where it cannot be told."""
        return self.thread.holder(self.text, self.mentions, at)

    def apposed(self, at: int) -> Who | None:
        """Of whom an apposition that begins there is; None where nothing tells."""
        return self.thread.apposed(self.text, self.mentions, at)

    @property
    def names_subject(self) -> bool:
        """Whether the subject is named."""
        return any(one.who is Who.SUBJECT for one in self.mentions)
