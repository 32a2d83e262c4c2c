"""What a posted form means: which act, about which documents, with which values. Pure.

A record's form carries for each field the value it was shown with (`was-title`), so that only what the
person changed is decided, whatever the harvest has found since. In a bulk form a blank field changes
nothing; to empty a field one ticks it (`clear`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from harvester.desk.entering import (
    FIELDS,
    MAX_LINE,
    NEVER_BLANK,
    REVIEW_FIELDS,
    EnteredWrong,
    enter,
    shown,
)
from harvester.publish.text import one_line
from harvester.vocabulary import RejectReason

MAX_DOCUMENTS = 200  # one bulk act
MAX_REASON = 1000
_MAX_TYPED = 20_000  # characters read of one posted value
_MAX_QUERY = 2000

_ID = re.compile(r"[A-Za-z0-9_-]{1,80}\Z")
_SEEN = re.compile(r"([A-Za-z0-9_-]{1,80}):(\d{1,12})\Z")
_PICKED, _TAKE_BACK = "=", "~"  # how a choice offered beside a field is posted: "=2016-09-28", "="; "~"


class Values(Protocol):
    """What is asked of posted values; Django's QueryDict answers it."""

    def get(self, key: str, /) -> str | None:
        """The last value of a name."""

    def getlist(self, key: str, /) -> list[str]:
        """All values of a name."""


class ActKind(StrEnum):
    """What a button asks for."""

    ACCEPT = "accept"
    REJECT = "reject"  # :reason
    HOLD = "hold"
    REOPEN = "reopen"  # no longer accepted, rejected or held
    EDIT = "edit"  # only the values of the form
    DUPLICATE = "duplicate"  # :document it is a copy of
    NOT_DUPLICATE = "not_duplicate"  # :document it is no copy of
    VERSION = "version"  # :document it replaces; without one, it replaces nothing
    ASSIGN = "assign"  # :review
    SPLIT = "split"  # a review of its own
    MERGE = "merge"  # of a review: the reviews named in `merged` become part of it
    TEXT = "text"  # :yes or no, whether text and file may leave the house


class Screen(StrEnum):
    """Where a form stood; there one comes back to when nothing else is next."""

    QUEUE = "queue"
    RECORD = "record"
    REVIEW = "review"
    DUPLICATES = "duplicates"


_ARGUMENT_IS_AN_ID = {ActKind.DUPLICATE, ActKind.NOT_DUPLICATE, ActKind.ASSIGN}
DECIDES_STATUS = {
    ActKind.ACCEPT: "accepted",
    ActKind.REJECT: "rejected",
    ActKind.HOLD: "held",
    ActKind.REOPEN: None,
}


class FormError(ValueError):
    """A form that cannot be carried out. `problems` maps a field ("" for the whole) to what is wrong."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One act as a person asked for it."""

    kind: ActKind
    argument: str  # the reason's word, or the id of another document or review; "" for none
    documents: tuple[str, ...]
    review_id: str | None  # set in acts about a review itself
    merged: tuple[str, ...]  # reviews that become part of it
    seen: dict[str, int]  # subject → its revision when the form was shown
    values: dict[str, str | None] = field(default_factory=dict)  # only what changes; None takes back
    reason: str = ""
    screen: Screen = Screen.QUEUE
    query: str = ""  # of the queue one came from
    at: str = ""  # place in that queue


def read_post(posted: Values) -> Posted:
    """Read one posted act.

    Raises:
        FormError: it cannot be meant; nothing of it is to be done.
    """
    problems: dict[str, str] = {}
    kind, argument = _act(posted, problems)
    documents = tuple(dict.fromkeys(name for name in posted.getlist("document") if _ID.match(name)))
    review_id = _known_id(posted.get("review") or "")
    screen = _screen(posted.get("screen") or "")
    merged = tuple(dict.fromkeys(name for name in posted.getlist("merged") if _ID.match(name)))
    if kind is ActKind.MERGE:
        if not merged or review_id is None:
            problems[""] = "Tick the reviews that belong to this one."
    elif not documents and review_id is None:
        problems[""] = "Nothing was selected. Tick at least one document."
    if len(documents) > MAX_DOCUMENTS:
        problems[""] = f"At most {MAX_DOCUMENTS} documents can be decided at once."
    subjects = (*documents, *([review_id] if review_id else []), argument)
    seen = {name: number for name, number in _seen(posted).items() if name in subjects}
    if any(name not in seen for name in documents):
        problems.setdefault("", _DAMAGED)
    values = _values(posted, screen, problems)
    if kind is ActKind.EDIT and not values and "" not in problems and not problems:
        problems[""] = "Nothing was changed."
    reason = _reason(posted, kind, argument, problems)
    if problems:
        raise FormError(problems)
    return Posted(
        kind=kind,
        argument=argument,
        documents=documents,
        review_id=review_id,
        merged=merged,
        seen=seen,
        values=values,
        reason=reason,
        screen=screen,
        query=(posted.get("queue") or "")[:_MAX_QUERY],
        at=(posted.get("at") or "")[:_MAX_QUERY],
    )


def _act(posted: Values, problems: dict[str, str]) -> tuple[ActKind, str]:
    word, _, argument = (posted.get("act") or "").partition(":")
    if word not in list(ActKind):
        problems[""] = _DAMAGED
        return ActKind.EDIT, ""
    kind = ActKind(word)
    argument = argument.strip() or (posted.get(f"{word}-argument") or "").strip()
    valid = {
        ActKind.REJECT: argument in list(RejectReason),
        ActKind.TEXT: argument in ("yes", "no"),
        ActKind.VERSION: not argument or bool(_ID.match(argument)),
    }.get(kind, bool(_ID.match(argument)) if kind in _ARGUMENT_IS_AN_ID else not argument)
    if not valid:
        problems["act"] = _WHAT_IS_MISSING.get(kind, _DAMAGED)
    return kind, argument


_DAMAGED = "This form is not as the desk made it. Load the page again."
_WHAT_IS_MISSING = {
    ActKind.REJECT: "Choose why it is rejected.",
    ActKind.ASSIGN: "Choose the review that it belongs to.",
    ActKind.DUPLICATE: "Choose the document that it is a copy of.",
    ActKind.NOT_DUPLICATE: "Choose the document that it is no copy of.",
    ActKind.VERSION: "Choose the document that it replaces.",
    ActKind.TEXT: "Choose yes or no.",
}


def _reason(posted: Values, kind: ActKind, argument: str, problems: dict[str, str]) -> str:
    """What the decision keeps as its reason; a rejection's begins with the word of why."""
    typed = one_line((posted.get("reason") or "")[:_MAX_TYPED])
    if len(typed) > MAX_REASON:
        problems["reason"] = f"The reason is {len(typed)} characters long; {MAX_REASON} are allowed."
    if kind is not ActKind.REJECT:
        return typed
    if argument == RejectReason.OTHER and not typed:
        problems["reason"] = "Say in a few words why it is rejected."
    return f"{argument}: {typed}" if typed else argument


def _screen(word: str) -> Screen:
    return Screen(word) if word in list(Screen) else Screen.QUEUE


def _known_id(name: str) -> str | None:
    return name if _ID.match(name) else None


def _seen(posted: Values) -> dict[str, int]:
    found = (_SEEN.match(pair) for pair in posted.getlist("seen"))
    return {match[1]: int(match[2]) for match in found if match}


# ---------------------------------------------------------------- values


def _values(posted: Values, screen: Screen, problems: dict[str, str]) -> dict[str, str | None]:
    read = {
        Screen.QUEUE: _bulk_values,
        Screen.RECORD: _record_values,
        Screen.REVIEW: _record_values,
        Screen.DUPLICATES: _bulk_values,
    }[screen]
    fields = REVIEW_FIELDS if screen is Screen.REVIEW else FIELDS
    values: dict[str, str | None] = {}
    for name in fields:
        try:
            values |= read(posted, name)
        except EnteredWrong as error:
            problems[name] = str(error)
    return values


def _record_values(posted: Values, name: str) -> dict[str, str | None]:
    """One field of a record's form: a choice that was taken, else what was typed, if it is another."""
    picked = (posted.get(f"pick-{name}") or "")[:_MAX_TYPED]
    if picked.startswith(_TAKE_BACK):
        return {name: None}
    if picked.startswith(_PICKED):
        # Of authors a choice is a whole list, as the catalogue keeps it.
        return {name: _chosen(name, picked[len(_PICKED) :])}
    typed, was = posted.get(name), posted.get(f"was-{name}")
    if typed is None or was is None or _same(typed, was):
        return {}
    return {name: enter(name, _bounded(typed))}


def _same(typed: str, was: str) -> bool:
    return _lines(typed) == _lines(was)


def _lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line.strip()]


def _chosen(name: str, value: str) -> str:
    return enter(name, shown(name, value))


def _bulk_values(posted: Values, name: str) -> dict[str, str | None]:
    """One field of a bulk form: blank keeps what each document has."""
    if name in posted.getlist("clear"):
        if name in NEVER_BLANK:
            raise EnteredWrong("This cannot be emptied.")
        return {name: ""}
    typed = _bounded(posted.get(name) or "")
    if not typed.strip():
        return {}
    value = enter(name, typed)
    return {name: value} if value else {}


def _bounded(typed: str) -> str:
    if len(typed) > _MAX_TYPED:
        raise EnteredWrong(f"That is {len(typed)} characters long; {MAX_LINE} are allowed.")
    return typed
