"""What follows for a document from all that was observed: where it is to be had, whether it is still. Pure.

Where a directory had observed everything, what it made of that stands. Else it is worked out anew, from
observations alone and never from what was made of fewer: what directories had concluded before would depend
on the order in which they were joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue.values import file_label
from harvester.merge.rows import in_order, in_time
from harvester.vocabulary import Presence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harvester.merge.rows import Row
    from harvester.merge.side import Side

_CHOSEN = ("url", "page_url", "link_text", "heading", "label", "last_seen", "last_run")
_STATE = ("fetch_outcome", "presence", "withdrawn_run", "withdrawn_reason")


class States:
    """The documents of a source in the union."""

    def __init__(self, made: Side, holder: Callable[[str | None], str | None], *, derive: bool) -> None:
        """Take the union.

        Args:
            made: what was observed of the source.
            holder: SHA-256 → the document with these bytes.
            derive: whether nobody had observed everything.
        """
        self._derive = derive
        self.added: set[str] = set()  # documents with links that are not of their own (`unheld.py`)
        self.sighted: dict[str, str] = {}  # document → when a page first listed it
        for row in made.tables["sighting"].values():
            name, first = row["document_id"], row["first_seen"]
            self.sighted[name] = min(self.sighted.get(name, first), first)
            if row["alone_seen"] == "":
                self.added.add(name)
        self._born: dict[str, Row] = {}
        for row in in_time(made.answers["fetch"].values()) if derive else ():
            born = holder(row["sha256"])
            if born is not None:
                self._born.setdefault(born, row)

    def of(self, name: str, sha256: str | None, knew: Sequence[Row]) -> Row:
        """The state of a document.

        Args:
            name: what it is called in the union.
            sha256: of its bytes.
            knew: its rows in those directories that knew everything, or in all of them.
        """
        state = self._worked_out(name, sha256, knew) if self._derive else _taken(knew)
        outcomes = [one["fetch_outcome"] for one in knew if one["sha256"]] or [state["fetch_outcome"]]
        state["fetch_outcome"] = "ok" if "ok" in outcomes else max(filter(None, outcomes), default=None)
        return state

    def _worked_out(self, name: str, sha256: str | None, knew: Sequence[Row]) -> Row:
        """What the catalogue then settles (`sightings.choose`, `presence.settle`)."""
        row = max(knew, key=lambda one: in_order(one, _CHOSEN))
        state = {column: row[column] for column in (*_CHOSEN, "fetch_outcome")}
        state["last_run"], state["last_seen"] = max((one["last_run"], one["last_seen"]) for one in knew)
        born = self._born.get(name)
        if name not in self.sighted and sha256 is not None and born is not None:
            state |= dict.fromkeys(("page_url", "link_text")) | {"heading": "", "url": born["url"]}
            state |= {"label": file_label(born["url"], None)}
            state |= {"last_run": born["first_run"] or born["run_id"]}
            state |= {"last_seen": born["first_at"] or born["at"]}
        gone = [
            (one["withdrawn_run"], one["withdrawn_reason"] or "")
            for one in knew
            if one["withdrawn_run"] is not None
        ]
        run, reason = max(gone, default=(None, None))
        presence = Presence.PRESENT if run is None else Presence.WITHDRAWN
        return state | {"withdrawn_run": run, "withdrawn_reason": reason, "presence": presence.value}


def _taken(knew: Sequence[Row]) -> Row:
    """As it was known; of two equals, of a withdrawn document that it was."""
    names = (*_CHOSEN, *_STATE)
    row = max(knew, key=lambda one: (one["presence"] == Presence.WITHDRAWN, in_order(one, names)))
    state = {name: row[name] for name in names}
    state["last_run"], state["last_seen"] = max((one["last_run"], one["last_seen"]) for one in knew)
    return state
