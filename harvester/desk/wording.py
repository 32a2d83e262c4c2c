"""How the desk names things: fields, kinds, values. Pure; every word is plain text."""

from __future__ import annotations

import json

from harvester.catalogue.codings import PREFIX as CODING
from harvester.catalogue.codings import from_decision
from harvester.coding.frame import FIELDS as CODED
from harvester.desk.keys import REASONS
from harvester.errors import UsageError
from harvester.publish.entries import NATION_NAMES, TYPE_NAMES
from harvester.tell.wording import day
from harvester.vocabulary import ReviewType, Role

FIELD_NAMES = {
    "title": "Title",
    "review_type": "Kind of review",
    "role": "Role of the document",
    "case_name": "Name of the case",
    "board": "Publisher named in it",
    "published": "Published",
    "completed": "Completed",
    "authors": "Authors",
    "language": "Language",
    "status": "Status",
    "duplicate_of": "Copy of",
    "not_duplicate_of": "No copy of",
    "replaces": "Replaces",
    "review": "Review",
    "publish_text": "Text may leave the house",
}
STATUSES = {"new": "not decided", "accepted": "accepted", "rejected": "rejected", "held": "held"}
PRESENCES = {
    "present": "offered by its source",
    "changed": "replaced at its address",
    "moved": "moved to another address",
    "withdrawn": "withdrawn by its source",
    "unreachable": "unreachable now",
}
KINDS = {
    "new": "New",
    "changed": "Changed file",
    "withdrawn": "Withdrawn",
    "doubtful": "Doubtful",
    "held": "Held",
}
_DATES = ("published", "completed")


def type_name(value: str) -> str:
    """A kind of review in words, with its letters where people use them."""
    name = TYPE_NAMES.get(value, value.replace("_", " "))
    if value == "other":
        return "Other or not known"
    return f"{name} ({value.upper()})" if len(value) <= 4 else name


def role_name(value: str) -> str:
    """What a document is within its review, in words."""
    if value == "other":
        return "Other or not known"
    return value.replace("_", " ").capitalize()


def nation_name(value: str) -> str:
    """A nation in words."""
    return NATION_NAMES.get(value, value)


def plain(word: str) -> str:
    """A word of a vocabulary as a person reads it."""
    return word.replace("_", " ").capitalize()


def field_name(field: str) -> str:
    """A field as the form calls it."""
    if field.startswith(CODING):
        frame = CODED.get(field.removeprefix(CODING))
        return f"Coding: {frame.words.lower() if frame else field.removeprefix(CODING)}"
    return FIELD_NAMES.get(field, field.replace("_", " "))


def value_words(field: str, value: str | None) -> str:
    """A value as a person reads it; what stands for no value is said."""
    if value is None:
        return "as harvested"
    if not value or value == "[]":
        return "none"
    if field.startswith(CODING):
        return _coding(field.removeprefix(CODING), value)
    if field == "review_type":
        return type_name(value)
    if field == "role":
        return role_name(value)
    if field == "status":
        return STATUSES.get(value, value)
    if field in _DATES:
        return day(value)
    if field == "authors":
        return _names(value)
    return value


def _coding(name: str, value: str) -> str:
    """A coding in words; of several people, who is which."""
    try:
        said = from_decision(name, value) if name in CODED else ()
    except UsageError:
        said = ()
    if not said:
        return value
    people = len({one.person for one in said}) > 1
    return "; ".join(
        CODED[name].say(one.value) + (f" (person {one.person})" if people else "") for one in said
    )


def reason_words(reason: str) -> str:
    """A reason as a person reads it: a rejection's begins with a word of the vocabulary."""
    word, _, typed = reason.partition(": ")
    known = dict(REASONS).get(word)
    if known is None:
        return reason
    if word == "other":
        return typed or known
    return f"{known}: {typed}" if typed else known


def moment(value: str | None) -> str:
    """ "28 Sep 2016 14:05" of a time of the catalogue, which is UTC."""
    said = value or ""
    return f"{day(said)} {said[11:16]}".strip() if len(said) > 15 else day(said)


def choices(field: str) -> list[tuple[str, str]]:
    """What a field of a closed vocabulary may be, with words; empty for a field that is typed."""
    if field == "review_type":
        return [(member.value, type_name(member.value)) for member in ReviewType]
    if field == "role":
        return [(member.value, role_name(member.value)) for member in Role]
    return []


def _names(value: str) -> str:
    try:
        names = json.loads(value)
    except ValueError:
        return value
    return ", ".join(str(name) for name in names) if isinstance(names, list) else value
