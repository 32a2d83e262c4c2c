"""What is being cleaned out: everything that the pending takedowns name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from harvester.catalogue import tombstones
from harvester.catalogue.traces import Traces
from harvester.takedown.keep_out import KeepOut
from harvester.takedown.masking import Masker

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


@dataclass(frozen=True)
class What:
    """The traces of some takedowns, and tools made of them."""

    stones: tuple[tombstones.Tombstone, ...]
    traces: Traces
    live: Path | None = None  # the catalogue that has to know it until all is clean

    @classmethod
    def pending(cls, connection: sqlite3.Connection, live: Path | None = None) -> What | None:
        """Of everything that is not cleaned yet; None where nothing is."""
        stones = tuple(tombstones.all_tombstones(connection, pending=True))
        if not stones:
            return None
        rows = connection.execute("SELECT traces FROM tombstone WHERE cleaned IS NULL ORDER BY at, id")
        found = [Traces.from_json(row["traces"]) for row in rows]
        named = Traces(
            documents=tuple(one.document_id for one in stones),
            files=tuple(file for one in stones for file in one.said.files),
        )
        return cls(stones, named.with_(*found), live)

    @cached_property
    def masker(self) -> Masker:
        """Blanks its words and addresses."""
        return Masker(self.traces.words)

    @cached_property
    def keep_out(self) -> KeepOut:
        """Its hashes."""
        said = [one.said for one in self.stones]
        return KeepOut(
            files=frozenset(self.traces.files),
            addresses=frozenset(mark for one in said for mark in one.addresses),
            words=frozenset(mark for one in said for mark in one.words),
            lengths=tuple(sorted({length for one in said for length in one.lengths})),
        )

    @cached_property
    def erased(self) -> frozenset[str]:
        """Ids of decisions whose words are erased."""
        return frozenset(name for one in self.stones for name in one.said.erased)

    @cached_property
    def unnamed(self) -> frozenset[str]:
        """Ids of decisions about others that name it as the other document."""
        return frozenset(name for one in self.stones for name in one.said.unnamed)

    @cached_property
    def _urls(self) -> frozenset[str]:
        return frozenset(self.traces.urls)

    def is_address(self, url: str | None) -> bool:
        """Whether an address is one of its own."""
        return bool(url) and (str(url) in self._urls or self.keep_out.address(str(url)))

    def is_file(self, sha256: object) -> bool:
        """Whether a file is one of its own, by name."""
        return sha256 in self.keep_out.files

    def is_body(self, body: bytes) -> bool:
        """Whether these bytes are one of its files."""
        return hashlib.sha256(body).hexdigest() in self.keep_out.files

    # ------------------------------------------------------------ what the catalogue was told

    def told(self, values: dict[str, Any]) -> dict[str, Any] | None:
        """One entry of a chronicle without it; None where nothing is left of the entry."""
        op = values.get("op")
        if op == "visit" and self.is_address(values["visit"].get("url")):
            return None
        if op == "fetch":
            fetch = values["fetch"]
            if self.is_file(fetch.get("sha256")) or self.is_address(fetch.get("url")):
                return None
        for name, op_name in (("candidates", "candidates"), ("entries", "entries")):
            if op == op_name:
                kept = [one for one in values[name] if not self._names(one)]
                if not kept:
                    return None
                values = {**values, name: kept}
        made = self.masker.values(values)
        return made if isinstance(made, dict) else values

    def _names(self, one: dict[str, Any]) -> bool:
        return any(self.is_address(url) for url in (one.get("url"), *(one.get("more") or ())))
