"""What an act decides, and how the desk says what it did. Pure: posted acts in, changes and sentences out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.catalogue.deciding import Change
from harvester.catalogue.decisions import (
    DUPLICATE_OF,
    NEW_REVIEW,
    NOT_DUPLICATE_OF,
    PUBLISH_TEXT,
    REPLACES,
    REVIEW,
)
from harvester.catalogue.standing import own_review
from harvester.desk.forms import DECIDES_STATUS, ActKind
from harvester.desk.keys import REASONS
from harvester.desk.wording import field_name, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.desk.forms import Posted

_RELATIONS = {
    ActKind.DUPLICATE: DUPLICATE_OF,
    ActKind.NOT_DUPLICATE: NOT_DUPLICATE_OF,
    ActKind.VERSION: REPLACES,
    ActKind.ASSIGN: REVIEW,
    ActKind.TEXT: PUBLISH_TEXT,
}
_SAID = {
    ActKind.ACCEPT: "Accepted",
    ActKind.REJECT: "Rejected",
    ActKind.HOLD: "Held",
    ActKind.REOPEN: "Undecided again:",
    ActKind.EDIT: "Changed",
    ActKind.DUPLICATE: "Marked as a copy:",
    ActKind.NOT_DUPLICATE: "Marked as no copy:",
    ActKind.VERSION: "Marked as a version:",
    ActKind.ASSIGN: "Assigned to another review:",
    ActKind.SPLIT: "Given a review of its own:",
    ActKind.MERGE: "Merged into this review:",
    ActKind.TEXT: "Decided on the text of",
}
_LONGEST = 80  # characters of a title in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an act needs to know of the catalogue."""

    members: tuple[str, ...] = ()  # documents of the reviews that become part of another
    decided_copies: Mapping[str, str] = field(
        default_factory=dict
    )  # document → what a person made it a copy of
    names: Mapping[str, dict[str, Any]] = field(default_factory=dict)  # document → its durable name


_NOTHING_KNOWN = Facts()


def changes_of(posted: Posted, facts: Facts = _NOTHING_KNOWN) -> list[Change]:
    """Everything that one act changes."""
    if posted.review_id is not None and posted.kind is ActKind.EDIT:
        review = posted.review_id
        return [Change("review", review, name, value, posted.reason) for name, value in posted.values.items()]
    found: list[Change] = []
    for subject in facts.members if posted.kind is ActKind.MERGE else posted.documents:
        found += [
            Change("document", subject, name, value, _why_edited(posted))
            for name, value in posted.values.items()
        ]
        found += _act(posted, subject, facts)
    return found


def _why_edited(posted: Posted) -> str:
    """The reason of a rejection is of the rejection alone."""
    return "" if posted.kind is ActKind.REJECT else posted.reason


def _act(posted: Posted, subject: str, facts: Facts) -> list[Change]:
    kind, reason = posted.kind, posted.reason
    if kind in DECIDES_STATUS:
        return [Change("document", subject, "status", DECIDES_STATUS[kind], reason)]
    if kind is ActKind.MERGE:
        return [Change("document", subject, REVIEW, posted.review_id, reason)]
    if kind is ActKind.SPLIT:
        return [_split(subject, posted, facts)]
    if kind not in _RELATIONS:
        return []
    found = [Change("document", subject, _RELATIONS[kind], posted.argument, reason)]
    if kind is ActKind.NOT_DUPLICATE and facts.decided_copies.get(subject) == posted.argument:
        found.append(Change("document", subject, DUPLICATE_OF, None, reason))
    return found


def _split(subject: str, posted: Posted, facts: Facts) -> Change:
    """The first founds the review of its own, and the others follow it there."""
    first = posted.documents[0]
    if subject == first:
        return Change("document", subject, REVIEW, NEW_REVIEW, posted.reason)
    return Change("document", subject, REVIEW, own_review(first), posted.reason, facts.names.get(first))


# ---------------------------------------------------------------- saying it


def said(posted: Posted, titles: Sequence[str]) -> str:
    """One sentence of what was done, for the screen and for those who hear it read.

    Args:
        posted: the act.
        titles: of the documents or the review that it was about.
    """
    what = f"“{_short(titles[0])}”" if len(titles) == 1 else f"{len(titles)} documents"
    words = f"{_SAID[posted.kind]} {what}"
    if posted.kind is ActKind.REJECT:
        words += f": {_reason(posted)}"
    changed = [
        f"{field_name(name)}: {_short(value_words(name, value))}" for name, value in posted.values.items()
    ]
    if changed:
        joined = "; ".join(changed)
        words += f" – {joined}" if posted.kind is ActKind.EDIT else f", with {joined}"
    return f"{words}."


def _reason(posted: Posted) -> str:
    typed = posted.reason.partition(": ")[2]
    if posted.argument == "other":
        return _short(typed)
    words = dict(REASONS)[posted.argument].lower()
    return f"{words} ({_short(typed)})" if typed else words


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
