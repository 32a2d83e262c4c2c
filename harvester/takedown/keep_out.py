"""What is kept out of a crawl and of every page that is recorded: hashes only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.catalogue import tombstones
from harvester.catalogue.tombstones import address_hash

if TYPE_CHECKING:
    from harvester.paths import DataDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepOut:
    """Hashes of files, addresses and titles that were taken down."""

    files: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    lengths: tuple[int, ...] = field(default=())  # of titles, in words

    def __bool__(self) -> bool:
        return bool(self.files or self.addresses)

    def address(self, url: str) -> bool:
        """Whether this address is not to be asked."""
        return bool(self.addresses) and address_hash(url) in self.addresses

    def body(self, body: bytes) -> bool:
        """Whether these bytes are not to be kept."""
        return bool(self.files) and hashlib.sha256(body).hexdigest() in self.files


def load(data: DataDirectory) -> KeepOut:
    """What a data directory keeps out; nothing where there is no catalogue yet."""
    if not data.catalogue.exists():
        return KeepOut()
    from harvester.catalogue import Catalogue

    with (
        Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue,
        catalogue.reading() as connection,
    ):
        return KeepOut(
            files=tombstones.marks(connection, tombstones.FILE),
            addresses=tombstones.marks(connection, tombstones.ADDRESS),
            words=tombstones.marks(connection, tombstones.WORDS),
            lengths=tuple(
                sorted({n for one in tombstones.all_tombstones(connection) for n in one.said.lengths})
            ),
        )
