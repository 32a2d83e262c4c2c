"""What a spider hands to the pipelines, beside `records.PageVisit`.

A crawl yields five kinds of item:

* `PageVisit` (records): one HTML page asked for, and how that ended;
* `FoundDocument`: one document address asked for once, with its bytes or the reason why not;
* `FoundSightings`: further links to an address that has its `FoundDocument` already, all from one page;
* `AskedAddress`: what the address of a known document answered, which no page listed;
* `FoundEntries`: what a page of a national list records, whether or not the list offers the reports.

Every sighting of a document is therefore exactly once either the `candidate` of a `FoundDocument`
or a member of a `FoundSightings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harvester.records import Candidate, Fetch, ListEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDocument:
    """A document address that was asked for once in this run.

    `candidate.url` and `fetch.url` are the same address as linked. `body` is None when there are no
    bytes: `fetch.outcome` then says why. `not_modified` comes with the recorded bytes. `kept` is the
    SHA-256 of a body that is safely in the store already, else "".
    """

    candidate: Candidate
    fetch: Fetch
    body: bytes | None = None
    kept: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSightings:
    """Further links to documents, of one page; their addresses are fetched elsewhere in the run."""

    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAddress:
    """A known document's address that no page listed and that was asked all the same. Never with bytes."""

    fetch: Fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntries:
    """The entries of one page of a national list."""

    entries: tuple[ListEntry, ...]
