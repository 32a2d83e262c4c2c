"""Every format of one query, by the name that `harvester export` knows it by. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.publish import markup, references, rows
from harvester.publish.tables import DOCUMENTS, row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harvester.publish.entries import Entry


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its bytes, and what a file of it is called."""

    write: Callable[[Iterable[Entry]], Iterator[bytes]]
    suffix: str
    media_type: str
    is_text: bool = True


def _feed(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The newest first; a feed's own time is that of its newest entry."""
    newest = sorted(entries, key=lambda one: (one.first_seen, one.id), reverse=True)
    updated = max((one.last_seen for one in newest), default="1970-01-01T00:00:00Z")
    return markup.atom(newest, title="Safeguarding reviews", updated=updated)


FORMATS: dict[str, Format] = {
    "csv": Format(lambda e: rows.csv_bytes(DOCUMENTS.names, map(row_of, e)), "csv", "text/csv"),
    "jsonl": Format(lambda e: rows.json_lines(DOCUMENTS, map(row_of, e)), "jsonl", "application/jsonl"),
    "parquet": Format(
        lambda e: rows.parquet_bytes(DOCUMENTS, map(row_of, e)),
        "parquet",
        "application/vnd.apache.parquet",
        is_text=False,
    ),
    "ris": Format(references.ris, "ris", "application/x-research-info-systems"),
    "bibtex": Format(references.bibtex, "bib", "application/x-bibtex"),
    "csl-json": Format(references.csl_json, "json", "application/vnd.citationstyles.csl+json"),
    "dublin-core": Format(markup.dublin_core, "xml", "application/xml"),
    "marcxml": Format(markup.marcxml, "xml", "application/marcxml+xml"),
    "atom": Format(_feed, "atom", "application/atom+xml"),
}
