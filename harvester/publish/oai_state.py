"""Which records OAI-PMH tells of, since when they are as they are, and which are deleted. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.publish.tables import row_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from harvester.publish.entries import Entry

_EVERY_NIGHT = ("last_seen", "fetch_outcome", "text_outcome")  # change without the record's changing


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordState:
    """One record as of one publication."""

    id: str
    datestamp: str  # day on which it became what it is
    deleted: bool
    digest: str


def next_states(
    entries: Iterable[Entry], before: Mapping[str, RecordState], day: str
) -> dict[str, RecordState]:
    """States after a publication: what was ever published stays, as deleted once it is no longer in it."""
    now: dict[str, RecordState] = {}
    for entry in entries:
        digest, old = _digest(entry), before.get(entry.id)
        same = old is not None and not old.deleted and old.digest == digest
        stamp = old.datestamp if old is not None and same else day
        now[entry.id] = RecordState(id=entry.id, datestamp=stamp, deleted=False, digest=digest)
    for name, old in before.items():
        if name not in now:
            stamp = old.datestamp if old.deleted else day
            now[name] = RecordState(id=name, datestamp=stamp, deleted=True, digest="")
    return dict(sorted(now.items(), key=lambda item: (item[1].datestamp, item[0])))


def _digest(entry: Entry) -> str:
    values = {name: value for name, value in row_of(entry).items() if name not in _EVERY_NIGHT}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
