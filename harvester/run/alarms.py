"""After a run: a picture for each source that is in trouble for too many nights (docs/operating.md)."""

from __future__ import annotations

import logging
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from harvester.durable import write_whole
from harvester.errors import HarvesterError
from harvester.warc import read_at, scan
from harvester.warc_index import exact_key

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.accounts import Alarm, SourceAccount
    from harvester.catalogue import Catalogue
    from harvester.gates import Gates
    from harvester.paths import DataDirectory
    from harvester.records import Page
    from harvester.report.listing import Listing
    from harvester.warc import Entry

log = logging.getLogger(__name__)

_MAX_BYTES = 5_000_000
_MOST_STEPS = 4  # of a chain of redirects
_MOST_NIGHTS = 400  # that a page is followed back while it is unchanged


def draw_alarms(data: DataDirectory, catalogue: Catalogue, run_id: int, gates: Gates) -> tuple[Path, ...]:
    """Draw the pictures of this run's alarms into `runs/<id>/alarms/`.

    Returns:
        The files. A picture that cannot be drawn is left out, and logged: it must not end a run.
    """
    account = catalogue.run_account(run_id, gates)
    drawn = []
    for source in account.sources if account else ():
        alarm = next((one for one in source.alarms if one.what == "trouble"), None)
        if alarm is None:
            continue
        try:
            drawn.append(_draw(data, catalogue, run_id, source, alarm))
        except (OSError, HarvesterError, ValueError) as error:
            log.warning("the picture of %s could not be drawn: %s", source.source, error)
    return tuple(drawn)


def _draw(
    data: DataDirectory, catalogue: Catalogue, run_id: int, source: SourceAccount, alarm: Alarm
) -> Path:
    from harvester.catalogue.accounting import picture_of
    from harvester.report.listing import BadNight, listing_page

    nights, listings = _evidence(data, catalogue, run_id, source.source)
    page = listing_page(source.title, alarm.message, [BadNight(**one) for one in nights], listings)
    path = data.root / picture_of(run_id, source.source)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, page.encode(errors="replace"))
    return path


def _evidence(
    data: DataDirectory, catalogue: Catalogue, run_id: int, source: str
) -> tuple[tuple[dict[str, Any], ...], list[Listing]]:
    from harvester.catalogue.hubs import trouble, visit
    from harvester.report.listing import Listing, Shot

    with catalogue.reading() as connection:
        found = trouble(connection, source, run_id)
        asked = {hub.url: visit(connection, source, run_id, hub.url) for hub in found.hubs}
    listings = []
    for hub in found.hubs:
        assert found.good is not None  # noqa: S101 - hubs are those of the good night
        good, bad = found.good, found.nights[-1]
        before = _Recorded(data, source, int(good["run_id"])).page(hub.url)
        tonight = _Recorded(data, source, run_id)
        after = tonight.page(hub.url) if tonight.asked(hub.url) else None
        outcome, message = asked[hub.url]
        listings.append(
            Listing(
                url=hub.url,
                documents=hub.documents,
                before=Shot(run_id=good["run_id"], started=good["started"], page=before),
                after=Shot(
                    run_id=run_id, started=bad["started"], outcome=outcome, message=message, page=after
                ),
            )
        )
    return found.nights, listings


class _Recorded:
    """The pages of a source as they were on one night, read from that night's archive.

    A night on which the server said "unchanged" has no page of its own: it is that of the night before.
    """

    def __init__(self, data: DataDirectory, source: str, run_id: int) -> None:
        self.folder, self.source, self.run_id = data.warc, source, run_id

    def asked(self, url: str) -> bool:
        """Whether the archive of this very night has an answer."""
        return self._newest(url, self.run_id) is not None

    def page(self, url: str) -> Page | None:
        """What an address showed, after redirects."""
        for _ in range(_MOST_STEPS):
            found = self._whole(url)
            if found is None:
                return None
            path, entry = found
            if not entry.location or not 300 <= entry.status < 400:
                return _parsed(path, entry, url)
            url = urljoin(url, entry.location)
        return None

    def _whole(self, url: str) -> tuple[Path, Entry] | None:
        """The latest whole answer on this night or, while it was unchanged, an earlier one."""
        runs = (int(one.name) for one in self.folder.iterdir() if one.name.isdigit())
        for run in sorted((one for one in runs if one <= self.run_id), reverse=True)[:_MOST_NIGHTS]:
            found = self._newest(url, run)
            if found is not None and found[1].type != "revisit":
                return found
        return None

    def _newest(self, url: str, run: int) -> tuple[Path, Entry] | None:
        """The last answer of one night: an interrupted run may have left several files."""
        found = None
        key = exact_key(url)
        for path in sorted((self.folder / str(run)).glob(f"{self.source}*.warc.gz")):
            if path.name.removesuffix(".warc.gz").removeprefix(self.source).strip("-0123456789"):
                continue  # of a source whose name begins alike
            with suppress(HarvesterError):  # what is sound before the damage counts
                for entry in scan(path):
                    if entry.answers and exact_key(entry.url) == key:
                        found = path, entry
        return found


def _parsed(path: Path, entry: Entry, url: str) -> Page:
    from harvester.detect.pages import parse_page

    record = read_at(path, entry.offset)
    headers = {name.lower(): value for name, value in record.headers}
    return parse_page(_plain(record.body, headers.get("content-encoding", "")), url)


def _plain(body: bytes, encoding: str) -> bytes:
    """A body without its compression, as far as it goes."""
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body
    try:
        return zlib.decompressobj(wbits=47 if "gzip" in encoding.lower() else 15).decompress(body, _MAX_BYTES)
    except zlib.error:
        return body
