"""The digest of a night: whether it is worth a message, its subject, its sections. Pure.

The sections hold text as it came; `layout.py` cleans and escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.report.parts import counted, line
from harvester.tell.material import TOLD_NEWS, recovered, untold, what_to_do
from harvester.tell.wording import day, kind_of, when_published

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.accounts import DocumentNews
    from harvester.tell.material import Material, Told, Trouble

MOST = 40  # documents listed one by one, in all
_MOST_TROUBLED = 25
_TITLES = {
    "new": "New",
    "changed": "Changed: new bytes at a known address; the old ones are kept",
    "moved": "Moved to another address",
    "returned": "Offered again",
    "withdrawn": "Withdrawn by their sites; we keep what we hold",
}
_NOUNS = {"new": "new document", "changed": "changed document", "moved": "moved document"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a section."""

    head: str
    lines: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a digest."""

    title: str
    items: tuple[Item, ...] = ()
    more: str = ""  # what stands in for items that are not listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One message, not yet laid out."""

    subject: str
    sections: tuple[Section, ...]
    foot: str
    worth: bool  # whether anything happened that asks to be told


def compose(material: Material, told: Told, *, when: str = "news", most: int = MOST) -> Digest:
    """The digest of what was not told yet.

    Args:
        material: what there is to tell.
        told: what the reader knows already.
        when: `news`, `trouble` (finds are left out) or `always`.
        most: documents listed one by one; the others are counted.
    """
    finds = () if when == "trouble" else (*_first(material), *_news(material, most))
    trouble = tuple(_trouble(material, told))
    asks = bool(finds or untold(material, told) or recovered(material, told))
    return Digest(
        subject=_subject(material, told, finds=when != "trouble"),
        sections=(*_ours(material), *finds, *trouble),
        foot=_foot(material),
        worth=asks or when == "always",
    )


# ---------------------------------------------------------------- subject


def _subject(material: Material, told: Told, *, finds: bool) -> str:
    parts = [*_ours_in_short(material)]
    if finds:
        parts += _finds_in_short(material)
    if material.troubled:
        parts.append(_broken_in_short(material))
    back = recovered(material, told)
    if back:
        parts.append(f"{_named([title for _, title in back], 'site')} well again")
    waiting = sum(one.withdrawals + one.values for one in material.waiting)
    if waiting:
        parts.append(f"{counted(waiting, 'loss', 'losses')} to approve")
    if not parts:
        parts.append("nothing new, no site in trouble")
    said = "; ".join(parts[:4])
    return line(said[:1].upper() + said[1:], 180)


def _ours_in_short(material: Material) -> Iterator[str]:
    steps = list(dict.fromkeys(one.step for one in material.problems))
    failed = [step for step in steps if step != "gate"]
    if failed:
        yield f"{', '.join(failed)} failed"
    if len(failed) < len(steps):
        yield "the gate refused"


def _finds_in_short(material: Material) -> Iterator[str]:
    documents = len(material.news("new"))
    if material.new_reviews:
        yield counted(material.new_reviews, "new review")
    elif documents:
        yield counted(documents, "new document")
    first = material.first_harvests()
    if first:
        yield f"first harvest of {_named([one.title for one in first], 'site')}"
    for what in ("changed", "moved", "withdrawn"):
        number = len(material.news(what))
        if number:
            yield f"{number} {what}"


def _broken_in_short(material: Material) -> str:
    since = sorted(one.since[:10] for one in material.troubled)
    first = day(since[0], material.night)
    if len(since) == 1:
        return f"{line(material.troubled[0].account.title, 60)} broken since {first}"
    same = "since" if since[0] == since[-1] else "the first since"
    return f"{len(since)} sites broken{'' if same == 'since' else ','} {same} {first}"


def _named(titles: list[str], noun: str) -> str:
    return line(titles[0], 60) if len(titles) == 1 else counted(len(titles), noun)


# ---------------------------------------------------------------- what happened to documents


def _first(material: Material) -> Iterator[Section]:
    first = material.first_harvests()
    if first:
        items = tuple(Item(head=f"{one.title}: {counted(one.new, 'document')}") for one in first[:MOST])
        rest = len(first) - len(items)
        title = "Harvested for the first time (counted, not listed)"
        yield Section(title=title, items=items, more=f"and {counted(rest, 'more site')}" if rest else "")


def _news(material: Material, most: int) -> Iterator[Section]:
    left = most
    for what in TOLD_NEWS:
        news = material.news(what)
        if not news:
            continue
        listed = news[:left]
        left -= len(listed)
        rest = len(news) - len(listed)
        also = ""
        if what == "new" and material.new_reviews:
            also = f", {counted(material.new_reviews, 'new review')}"
        yield Section(
            title=f"{_TITLES[what]} ({counted(len(news), 'document')}{also})",
            items=tuple(_document(one, material.title_of(one.source)) for one in listed),
            more=f"and {rest} more, in the report of the night" if rest else "",
        )


def _document(one: DocumentNews, source: str) -> Item:
    facts = (one.board or source, kind_of(one.review_type, one.role), when_published(one.published))
    lines = ["; ".join(fact for fact in facts if fact)]
    if one.reason:
        lines.append(one.reason)
    return Item(head=one.title, lines=tuple(lines), url=one.url or one.page_url)


# ---------------------------------------------------------------- trouble


def _ours(material: Material) -> Iterator[Section]:
    if material.problems:
        items = tuple(Item(head=one.step, lines=(one.message,)) for one in material.problems)
        yield Section(title="Something is wrong with the night itself", items=items)


def _trouble(material: Material, told: Told) -> Iterator[Section]:
    if material.troubled:
        worst = sorted(material.troubled, key=lambda one: (one.since, one.account.source))
        items = tuple(_broken(one, material.night) for one in worst[:_MOST_TROUBLED])
        rest = len(worst) - len(items)
        title = f"Broken ({counted(len(worst), 'site')})"
        yield Section(title=title, items=items, more=f"and {rest} more: 'harvester status'" if rest else "")
    alarms = material.alarms()
    if alarms:
        items = tuple(Item(head=one.title, lines=(alarm.message,)) for one, alarm in alarms[:MOST])
        yield Section(title="Not as expected for several nights", items=items)
    if material.waiting:
        items = tuple(
            Item(head=f"{one.title}: {_losses(one.withdrawals, one.values)}", lines=(_approve(one.source),))
            for one in material.waiting[:MOST]
        )
        yield Section(title="Losses that wait for your approval; nothing is taken away before", items=items)
    back = recovered(material, told)
    if back:
        yield Section(title="Well again", items=tuple(Item(head=title) for _, title in back[:MOST]))


def _broken(one: Trouble, night: str) -> Item:
    account = one.account
    nights = counted(account.nights_in_trouble, "night")
    seen = account.message or "no reason was noted"
    lines = [f"{account.outcome} since {day(one.since, night)} ({nights} in a row): {seen}"]
    lines.append(what_to_do(account))
    pictures = [alarm.picture for alarm in account.alarms if alarm.picture]
    if pictures:
        lines.append(f"Before and after: {pictures[0]}")
    return Item(head=account.title, lines=tuple(lines))


def _losses(withdrawals: int, values: int) -> str:
    parts = []
    if withdrawals:
        parts.append(counted(withdrawals, "document would be withdrawn", "documents would be withdrawn"))
    if values:
        parts.append(counted(values, "value would be blanked", "values would be blanked"))
    return ", ".join(parts)


def _approve(source: str) -> str:
    return f"Look at the site, then 'harvester approve {source}' if they are right."


def _foot(material: Material) -> str:
    last = material.accounts[-1] if material.accounts else None
    parts = [f"Run {material.run_id}, {day(material.night)}"]
    if len(material.accounts) > 1:
        parts.append(f"told together with {counted(len(material.accounts) - 1, 'earlier run')}")
    if last is not None:
        parts.append(f"{counted(len(last.sources), 'site')} crawled")
        parts.append(f"{counted(last.documents, 'document')} offered in all")
    if last is None or last.command == "nightly":  # only a night writes one
        parts.append(f"report: runs/{material.run_id}/report.html in the data directory")
    return "; ".join(parts) + "."
