"""What editions told as published that are no longer there: OAI-PMH remembers deletions for ever."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

from harvester.durable import write_whole
from harvester.publish.oai_state import RecordState

if TYPE_CHECKING:
    from pathlib import Path

NAME = ".oai-states.json"


def keep_states(root: Path, edition: Path) -> None:
    """Remember the records of an edition that is about to be removed; ids and days, no word of them.

    Raises:
        DiskError: the disk refuses.
    """
    from harvester.publish.database import open_publication
    from harvester.publish.oai_site import DATABASE, previous_states

    try:
        with closing(open_publication(edition / DATABASE)) as db:
            found = previous_states(db)
    except sqlite3.Error:
        return
    states = {**found, **remembered(root)}
    for name, state in found.items():  # the newest word stands
        if states[name].datestamp <= state.datestamp:
            states[name] = state
    values = [asdict(state) for _, state in sorted(states.items())]
    write_whole(root / NAME, (json.dumps(values) + "\n").encode("ascii"))


def remembered(root: Path) -> dict[str, RecordState]:
    """The records of editions that were removed."""
    try:
        values = json.loads((root / NAME).read_bytes())
        return {one["id"]: RecordState(**one) for one in values}
    except (OSError, ValueError, TypeError, KeyError):
        return {}
