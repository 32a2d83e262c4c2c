"""What a digest is made of, what has been told already, and what of it is worth a message. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from harvester.vocabulary import SourceOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harvester.accounts import Alarm, DocumentNews, RunAccount, SourceAccount

REMIND_AFTER = 7  # days after which trouble that lasts is told again


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A source whose last night ended in trouble, whether tonight took it or not."""

    account: SourceAccount
    since: str  # start of the first night of trouble in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A step of the night itself that went wrong."""

    step: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Losses of one source that wait for a person's approval."""

    source: str
    title: str
    withdrawals: int
    values: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that may be told after a run."""

    run_id: int
    night: str  # when the run started
    accounts: tuple[RunAccount, ...] = ()  # of the runs that are to be told, oldest first
    troubled: tuple[Trouble, ...] = ()
    well: Mapping[str, str] = field(default_factory=dict)  # slug → title of sources that are not in trouble
    waiting: tuple[Waiting, ...] = ()
    problems: tuple[Problem, ...] = ()
    new_reviews: int = 0  # reviews of which no document was known before

    def news(self, what: str) -> list[DocumentNews]:
        """Documents of one kind of news, by run and source; first harvests are only counted."""
        return [
            one
            for account in self.accounts
            for source in account.sources
            if not (source.baseline and what == "new")
            for one in source.news
            if one.what == what
        ]

    def title_of(self, source: str) -> str:
        """The name of a source that one of these runs took."""
        named = (s.title for account in self.accounts for s in account.sources if s.source == source)
        return next(named, source)

    def first_harvests(self) -> list[SourceAccount]:
        """Sources whose first finished night listed documents."""
        return [s for account in self.accounts for s in account.sources if s.baseline and s.new]

    def alarms(self) -> list[tuple[SourceAccount, Alarm]]:
        """Standing alarms of sources that are otherwise well: expectations that no longer hold."""
        last = self.accounts[-1].sources if self.accounts else ()
        return [(one, alarm) for one in last if not one.in_trouble for alarm in one.alarms]


TOLD_NEWS = ("new", "changed", "moved", "returned", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that lasts over nights and is not told every night."""

    key: str
    grade: int  # a higher grade than was told is told at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an address has been told."""

    until: int = 0  # the last run
    matters: Mapping[str, tuple[str, int]] = field(default_factory=dict)  # key → when, grade


def matters(material: Material) -> Iterator[Matter]:
    """Everything that lasts: sites in trouble, alarms, losses that wait, steps that fail."""
    for one in material.troubled:
        yield Matter(key=f"site {one.account.source}", grade=1 + bool(one.account.alarms))
    for account, alarm in material.alarms():
        yield Matter(key=f"alarm {account.source} {alarm.what}", grade=1)
    for wait in material.waiting:
        yield Matter(key=f"waiting {wait.source}", grade=wait.withdrawals + wait.values)
    for problem in material.problems:
        yield Matter(key=f"step {problem.step}", grade=1)


def untold(material: Material, told: Told) -> list[str]:
    """Keys of the matters that are new, worse than was told, or were told a week ago."""
    found = []
    for one in matters(material):
        before = told.matters.get(one.key)
        if before is None or one.grade > before[1] or _days(before[0], material.night) >= REMIND_AFTER:
            found.append(one.key)
    return found


def recovered(material: Material, told: Told) -> list[tuple[str, str]]:
    """Sources (slug, title) that were told as in trouble and are well again."""
    slugs = [key.removeprefix("site ") for key in told.matters if key.startswith("site ")]
    return [(slug, material.well[slug]) for slug in sorted(slugs) if slug in material.well]


def told_after(material: Material, told: Told, *, sent: bool) -> Told:
    """What has been told once this was sent, or was found not worth sending."""
    standing = {one.key: one for one in matters(material)}
    kept = {key: value for key, value in told.matters.items() if key in standing}
    if sent:  # the message told all of them
        kept = {key: (material.night, one.grade) for key, one in standing.items()}
    return Told(until=max(told.until, material.run_id), matters=kept)


def _days(before: str, now: str) -> int:
    """Days between two times, however the clock was set meanwhile."""
    try:
        return abs((date.fromisoformat(now[:10]) - date.fromisoformat(before[:10])).days)
    except ValueError:
        return REMIND_AFTER


def what_to_do(account: SourceAccount) -> str:
    """What a person may do about a source in trouble, in a sentence."""
    letter = f"'harvester letter {account.source}' drafts a letter to the board"
    if account.outcome is SourceOutcome.BLOCKED:
        return f"Do not get around it; {letter}."
    if account.outcome is SourceOutcome.SUSPECT:
        return "Look at its list: if it moved, correct the declaration. Nothing is withdrawn meanwhile."
    if account.nights_in_trouble > 1:
        return f"Look whether the site moved; if it is down, {letter}."
    return "Wait a night; sites are often back by then."
