"""One row out of two that speak of the same thing. Pure: never a matter of which was there first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harvester.catalogue.crawling import GOT
from harvester.catalogue.values import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

Row = dict[str, Any]

# What names a row of each table within one source.
KEYS: dict[str, tuple[str, ...]] = {
    "document": ("id",),
    "document_alias": ("id",),
    "name_claim": ("document_id", "name"),
    "review_claim": ("document_id",),
    "address": ("url",),
    "sighting": ("document_id", "url", "page_url", "link_text", "heading"),
    "unheld_sighting": ("url", "page_url", "link_text", "heading"),
    "event": ("run_id", "document_id", "what"),
    "evidence_item": ("document_id", "position"),
    "other_reading": (
        *("document_id", "field", "value", "origin", "page", "line", "box", "rule", "confidence"),
    ),
    "withheld": ("document_id", "what", "field"),
    "coded": ("document_id",),
    "coding_suggestion": ("document_id", "position"),
    "list_entry": ("id",),
    "run_source": ("run_id",),
    "value_count": ("run_id", "field"),
    "broken_expectation": ("run_id", "name"),
}
ALONE = ("alone_seen", "alone_run", "alone_prior_seen", "alone_prior_run")
SEEN = ("first_seen", "last_seen", "first_run", "last_run", "prior_seen", "prior_run", *ALONE)
HTTP = ("final_url", "status", "size", "media_type", "etag", "last_modified", "file_name")
_CAPTURE = ("archive", "captured")
_SERVED = ("sha256", "outcome", "at", "message", *HTTP, *_CAPTURE)
_FAILURE = ("status", "final_url", "media_type")
_BLANK = (None, "", "[]")
# Of a folded row: when it began, how long it lasted, how often it came.
_SPAN = frozenset({"id", "run_id", "at", "first_run", "first_at", "times"})


def order(value: Any) -> tuple[bool, bool, float, str]:
    """By which values of any kind can be put in order: nothing, numbers, words."""
    if isinstance(value, bytes):
        return (True, True, 0.0, value.hex())
    number = isinstance(value, int | float)
    return (
        value is not None,
        not number,
        float(value) if number else 0.0,
        "" if number else str(value or ""),
    )


def in_order(row: Mapping[str, Any], names: Iterable[str]) -> tuple[Any, ...]:
    """A row as something that can be compared."""
    return tuple(order(row[name]) for name in names)


def greater(one: Row, other: Row, *first: str) -> Row:
    """The one with the greater values, these columns first: the same whichever is named first."""
    names = (*first, *sorted(one.keys() - {"id"}))
    return max(one, other, key=lambda row: in_order(row, names))


def keyed(table: str, rows: Iterable[Row]) -> dict[Hashable, Row]:
    """Rows by what names them."""
    names = KEYS[table]
    return {tuple(row[name] for name in names): row for row in rows}


def joined(
    one: Mapping[Hashable, Row], other: Mapping[Hashable, Row], both: Callable[[Row, Row], Row]
) -> dict[Hashable, Row]:
    """The rows of both; where both have one, what `both` makes of the two."""
    made = {**other, **one}
    for key in one.keys() & other.keys():
        if one[key] != other[key]:
            made[key] = both(one[key], other[key])
    return made


def sighting(one: Row, other: Row) -> Row:
    """The words of whoever saw it last; first seen by the first, last by the last."""
    context = sorted(one.keys() - set(SEEN) - {"id"})
    newest = max(one, other, key=lambda row: (row["last_run"], row["last_seen"], in_order(row, context)))
    first = min((row["first_run"], row["first_seen"]) for row in (one, other))
    ends = {(row["last_run"], row["last_seen"]) for row in (one, other)}
    ends |= {(row["prior_run"], row["prior_seen"]) for row in (one, other) if row["prior_run"] is not None}
    last = max(ends)
    prior = max((end for end in ends if end[0] < last[0]), default=(None, None))
    return newest | {
        "first_run": first[0],
        "first_seen": first[1],
        "last_run": last[0],
        "last_seen": last[1],
        "prior_run": prior[0],
        "prior_seen": prior[1],
    }


_ENTRY_SEEN = ("first_seen", "last_seen", "first_run", "last_run", "filled", "id")


def entry(one: Row, other: Row) -> Row:
    """Of each value of an entry of a national list the newest; a blank overwrites nothing."""
    made = dict(one)
    since = {id(row): json.loads(row["filled"]) for row in (one, other)}
    filled: dict[str, str] = {}
    last = max(one["last_seen"], other["last_seen"])
    for name in one.keys() - set(_ENTRY_SEEN):
        told = [(row[name] not in _BLANK, since[id(row)].get(name, row["last_seen"])) for row in (one, other)]
        ranked = [(*said, order(row[name])) for said, row in zip(told, (one, other), strict=True)]
        best = 0 if ranked[0] >= ranked[1] else 1
        made[name] = (one, other)[best][name]
        if told[best][0] and told[best][1] != last:
            filled[name] = told[best][1]
    made["first_run"], made["first_seen"] = min((r["first_run"], r["first_seen"]) for r in (one, other))
    made["last_run"], made["last_seen"] = max((r["last_run"], r["last_seen"]) for r in (one, other))
    made["filled"] = to_json(filled)
    return made


def claim(one: Row, other: Row) -> Row:
    """The older one."""
    return min(one, other, key=lambda row: in_order(row, ("since", *sorted(row.keys() - {"since"}))))


def folded(rows: Iterable[Row]) -> dict[Hashable, Row]:
    """Answers by what they were and when they began; of one that went on, the longest that is known of it."""
    made: dict[Hashable, Row] = {}
    for row in rows:
        facts = tuple(value for name, value in sorted(row.items()) if name not in _SPAN)
        key = (facts, row["first_run"] or row["run_id"], row["first_at"] or row["at"])
        held = made.get(key)
        if held is None or _span(row) > _span(held):
            made[key] = row
    return made


def _span(row: Row) -> tuple[int, str, int]:
    return (row["run_id"], row["at"], row["times"])


def in_time(rows: Iterable[Row]) -> list[Row]:
    """Answers in the order in which they came."""
    return sorted(rows, key=lambda row: (row["run_id"], row["at"], in_order(row, sorted(row.keys() - _SPAN))))


def served(fetches: Sequence[Row]) -> Row:
    """What an address serves, and how it was got, by everything that it ever answered (`crawling.py`)."""
    facts: Row = dict.fromkeys(_SERVED) | {"message": ""}
    last: Row = {}
    for one in fetches:
        began = one["first_at"] or one["at"]
        if one["sha256"]:
            if facts["sha256"] == one["sha256"]:
                facts |= {name: one[name] for name in (*HTTP, *_CAPTURE) if one[name] not in (None, "")}
                facts["at"] = min(facts["at"], began)
            else:
                facts = {name: one[name] for name in _SERVED} | {"at": began}
        elif one["outcome"] not in GOT and facts["sha256"] is None:
            facts |= {name: one[name] for name in _FAILURE if one[name] is not None}
            facts |= {name: one[name] for name in ("outcome", "at", "message")}
        last = {"last_outcome": one["outcome"], "last_fetched": one["at"]}
    return facts | last
