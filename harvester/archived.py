"""Which hosts of a source are answered from web archives, and which hosts a crawl of it then reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.cdx import replay_prefix
from harvester.urls import host_of
from harvester.vocabulary import SourceStatus

if TYPE_CHECKING:
    from harvester.sources import ArchivedCaptures, Declaration


def hosts_in(archive: ArchivedCaptures, declaration: Declaration) -> dict[str, str]:
    """The hosts that an archive answers for: as `host_of` gives them → as they were declared.

    Those that the archive names; else, for a site that is gone, all hosts of the source.
    """
    named = list(archive.hosts)
    if not named and declaration.status is SourceStatus.GONE:
        addresses = (*declaration.entrances, *(f"http://{host}/" for host in declaration.hosts))
        named = [urlsplit(address).netloc.rpartition("@")[2].lower() for address in addresses]
    return {host: spelt for spelt in named if (host := host_of(f"http://{spelt}/"))}


def archived_hosts(declaration: Declaration) -> dict[str, str]:
    """All hosts of a source that are never asked, but answered from archives."""
    found: dict[str, str] = {}
    for archive in declaration.archives:
        found = {**hosts_in(archive, declaration), **found}
    return found


def archive_name(archive: ArchivedCaptures) -> str:
    """How an archive is called in the provenance: as declared, else its host or file name."""
    if archive.name:
        return archive.name
    if archive.cdx:
        return urlsplit(archive.cdx).netloc
    return str(archive.warc).rstrip("/").rpartition("/")[2]


def reached_hosts(declaration: Declaration) -> list[str]:
    """Names of the hosts that a crawl of this source is sure to ask: live ones, and its archives'."""
    archived = archived_hosts(declaration)
    live = [*declaration.entrances, *(f"http://{host}/" for host in declaration.hosts)]
    addresses = [address for address in live if host_of(address) not in archived]
    for archive in declaration.archives:
        if archive.cdx:
            addresses += [archive.cdx, replay_prefix(archive.cdx, archive.replay)]
    hosts = ((urlsplit(address).hostname or "").lower() for address in addresses)
    return list(dict.fromkeys(host for host in hosts if host))
