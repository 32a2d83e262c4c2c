"""Adding one document by hand: the same store, the same reading, and a decision that says who and why."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harvester.clock import utc_now
from harvester.errors import HarvesterError, UsageError
from harvester.records import Candidate, Fetch, Link, LinkVerdict
from harvester.vocabulary import DocumentStatus, ExitCode, Outcome, PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory
    from harvester.run.options import RunOptions
    from harvester.sources import Declaration

DOCUMENT_LIMIT = 200 * 1024 * 1024  # bytes, as for fetched documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """One document that a person adds."""

    declaration: Declaration
    who: str
    why: str
    path: Path | None = None  # a local file
    url: str | None = None  # where it came from, or where it is to be fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of it."""

    document_id: str | None  # None: nothing could be kept
    outcome: Outcome
    message: str = ""
    reading: Outcome | None = None  # how reading its text ended
    known: bool = False  # the same bytes were held for this source already


def hand_candidate(source: str, url: str, who: str, why: str) -> Candidate:
    """The sighting of a document that no page was seen to link to."""
    reason = f"added by hand by {who}: {why}"
    return Candidate(
        source=source,
        url=url,
        page_url=url,
        page_title="",
        page_kind=PageKind.OTHER,
        link=Link(url=url, text=""),
        verdict=LinkVerdict(is_review_document=True, score=1.0, reasons=(reason,)),
    )


def add_file(data: DataDirectory, addition: Addition) -> Added:
    """Keep a local file as a document of a source, read it, describe it, and note the decision.

    Raises:
        UsageError: the file cannot be read, is empty, too large, or no document.
        HarvesterError: locked, or the disk refuses.
    """
    from harvester.store import open_store

    if addition.path is None:
        raise UsageError("there is no file to add.")
    body = _bytes_of(addition.path)
    media_type = _media_type(addition.path, body)
    refuse_taken_down(data, sha256=hashlib.sha256(body).hexdigest(), url=addition.url)
    with _adding(data, addition) as (catalogue, run_id):
        stored = open_store(data).put(body)
        source = addition.declaration.slug
        before = set(_ids(catalogue, source, stored.sha256))
        # The hash keeps two files of one name apart: they are no versions of each other.
        url = addition.url or f"file:{stored.sha256[:12]}/{quote(addition.path.name)}"
        fetch = Fetch(
            source=source,
            url=url,
            outcome=Outcome.OK,
            at=utc_now(),
            sha256=stored.sha256,
            size=len(body),
            media_type=media_type,
            file_name=addition.path.name,
            message=f"added by {addition.who}",
        )
        candidate = hand_candidate(source, url, addition.who, addition.why)
        catalogue.record_candidates(run_id, [candidate], utc_now())
        catalogue.record_fetch(run_id, fetch)
        read_and_describe(data, catalogue)
        found = _ids(catalogue, source, stored.sha256)
        document_id = found[0] if found else ""
        if found:
            decide_kept(data, catalogue, document_id, addition)
            catalogue.finish_run(run_id, utc_now(), 0, f"added by {addition.who}")
            reading = _how_read(catalogue, document_id)
        else:
            catalogue.finish_run(run_id, utc_now(), ExitCode.USAGE, "its text was taken down")
    if not found:  # said when it is cleaned out again
        raise UsageError(f"{addition.path}: its text was taken down, in another file; nothing was added.")
    return Added(document_id=document_id, outcome=Outcome.OK, reading=reading, known=document_id in before)


def add_address(options: RunOptions, addition: Addition) -> Added:
    """Fetch one address as a crawl would (reach, robots, politeness, archive) and keep what it answers.

    Where nothing can be had the address stands in the catalogue with its outcome, undecided.

    Raises:
        HarvesterError: no contact, locked, or the disk refuses.
    """
    from harvester.run.beforehand import index_archives, require_contact

    if addition.url is None:
        raise UsageError("there is no address to add.")
    require_contact(options, [addition.declaration])
    refuse_taken_down(options.data, sha256=None, url=addition.url)
    with _adding(options.data, addition) as (catalogue, run_id):
        index_archives(options)
        _fetch_one(options, run_id, addition)
        with catalogue.reading() as connection:
            row = connection.execute(
                "SELECT document_id, outcome, message FROM address WHERE source = ? AND url = ?",
                (addition.declaration.slug, addition.url),
            ).fetchone()
        if row is None or row["document_id"] is None:
            catalogue.finish_run(run_id, utc_now(), ExitCode.SOURCES_NEED_CARE, "nothing could be kept")
            return Added(document_id=None, outcome=Outcome.NOT_A_DOCUMENT, message="no document answered")
        outcome = Outcome(row["outcome"] or Outcome.NOT_A_DOCUMENT)
        read_and_describe(options.data, catalogue)
        fetched = outcome in (Outcome.OK, Outcome.NOT_MODIFIED)
        if fetched:
            decide_kept(options.data, catalogue, row["document_id"], addition)
        code = ExitCode.OK if fetched else ExitCode.SOURCES_NEED_CARE
        reason = f"added by {addition.who}" if fetched else f"not fetched: {outcome}"
        catalogue.finish_run(run_id, utc_now(), code, reason)
        return Added(
            document_id=row["document_id"],
            outcome=outcome,
            message=row["message"] or "",
            reading=_how_read(catalogue, row["document_id"]),
        )


def refuse_taken_down(data: DataDirectory, *, sha256: str | None, url: str | None) -> None:
    """Refuse what was taken down, by its bytes or its address.

    Raises:
        UsageError: says when it was taken down, and why.
    """
    from harvester.catalogue import Catalogue, tombstones

    if not data.catalogue.exists():
        return
    with (
        Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue,
        catalogue.reading() as connection,
    ):
        name = tombstones.file_held_out(connection, sha256)
        name = name or tombstones.address_held_out(connection, url)
        stone = tombstones.find(connection, name) if name else None
    if stone is not None:
        raise UsageError(
            f"this was taken down on {stone.at[:10]} by {stone.who} ({stone.reason}); nothing was added."
        )


@contextmanager
def _adding(data: DataDirectory, addition: Addition) -> Iterator[tuple[Catalogue, int]]:
    """The lock, the catalogue, and a run of its own that says why it ended."""
    from harvester.catalogue import RecordingCatalogue
    from harvester.run.held import finished_afterwards
    from harvester.run.lock import hold
    from harvester.run.orchestrate import close_badly

    with (
        hold(data, "add"),
        finished_afterwards(data),
        RecordingCatalogue.open(data.catalogue) as catalogue,
    ):
        run_id = catalogue.start_run("add", [addition.declaration.info()], utc_now())
        try:
            yield catalogue, run_id
        except Exception as error:
            close_badly(catalogue, run_id, error)
            raise


def _fetch_one(options: RunOptions, run_id: int, addition: Addition) -> None:
    """Ask one address in a crawling process of its own."""
    from harvester.run.children import Children, told_error
    from harvester.run.jobs import single_job
    from harvester.run.stopping import stoppable

    folder = options.data.runs / str(run_id)
    folder.mkdir(parents=True, exist_ok=True)
    only = {"url": str(addition.url), "who": addition.who, "why": addition.why}
    fatal: list[HarvesterError] = []

    def hear(_worker: int, message: dict[str, Any]) -> None:
        if message.get("event") == "fatal":
            fatal.append(told_error(message))

    job = single_job(options, run_id, folder, addition.declaration.slug, only)
    with stoppable() as stop, Children([job], hear) as children:
        (code,) = children.watch(lambda: stop() or bool(fatal))
        if stop():
            raise KeyboardInterrupt
    if fatal:
        raise fatal[0]
    if code:
        raise HarvesterError(f"the crawling process ended with {code}; see {folder / 'crawl-0.err'}")


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > DOCUMENT_LIMIT:
            raise UsageError(f"{path} is larger than {DOCUMENT_LIMIT // 2**20} MB, the limit for a document.")
        body = path.read_bytes()
    except OSError as err:
        raise UsageError(f"cannot read {path}: {err.strerror}.") from err
    if not body:
        raise UsageError(f"{path} is empty.")
    return body


def _media_type(path: Path, body: bytes) -> str:
    """What the bytes are, if that is something that reviews are published in."""
    from harvester import media_type

    found = media_type.detect_media_type(body[:8192], size=len(body))
    kinds = (media_type.PDF, media_type.DOC, media_type.DOCX, media_type.RTF, media_type.ODT)
    if found not in (*kinds, media_type.OLE, media_type.HTML):
        raise UsageError(
            f"{path} is no document that can be added ({found or 'unknown content'}): "
            "PDF, Word, RTF, ODT and HTML files are."
        )
    return found


def _how_read(catalogue: Catalogue, document_id: str) -> Outcome | None:
    with catalogue.reading() as connection:
        row = connection.execute("SELECT text_outcome FROM documents WHERE id = ?", (document_id,)).fetchone()
    return Outcome(row["text_outcome"]) if row and row["text_outcome"] else None


def _ids(catalogue: Catalogue, source: str, sha256: str) -> list[str]:
    with catalogue.reading() as connection:
        rows = connection.execute("SELECT id FROM document WHERE source = ? AND sha256 = ?", (source, sha256))
        return [str(row["id"]) for row in rows]


def read_and_describe(data: DataDirectory, catalogue: Catalogue) -> None:
    """Read what is unread, describe and group, and suggest codings."""
    from harvester.extract.pool import ReadingPool
    from harvester.process import process
    from harvester.run.reading import Reader
    from harvester.store import open_store
    from harvester.suggesting import suggest_codings

    with ReadingPool(1) as pool:
        Reader(catalogue, open_store(data), pool, now=utc_now).drain()
    process(catalogue, catalogue.sources(), utc_now())
    suggest_codings(catalogue)


def decide_kept(data: DataDirectory, catalogue: Catalogue, document_id: str, addition: Addition) -> None:
    """A person took it in: that outweighs what the machine makes of it, and a rebuild knows it."""
    from harvester.catalogue import Decision, append_decision

    with catalogue.reading() as connection:
        row = connection.execute("SELECT sha256 FROM document WHERE id = ?", (document_id,)).fetchone()
    decision = Decision(
        field="status",
        value=DocumentStatus.ACCEPTED,
        who=addition.who,
        at=utc_now(),
        reason=f"added by hand: {addition.why}",
        document_id=document_id,
        source=addition.declaration.slug,
        sha256=row["sha256"],
        url=addition.url,
    )
    append_decision(data, decision, catalogue)
