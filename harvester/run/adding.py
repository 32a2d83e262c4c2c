"""Adding one document by hand: the same store, the same reading, and a decision that says who and why."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from harvester.clock import utc_now
from harvester.errors import UsageError
from harvester.records import Candidate, Fetch, Link, LinkVerdict
from harvester.vocabulary import DocumentStatus, Outcome, PageKind

if TYPE_CHECKING:
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
    from harvester.catalogue import Catalogue
    from harvester.run.lock import hold
    from harvester.store import FileStore

    if addition.path is None:
        raise UsageError("there is no file to add.")
    body = _bytes_of(addition.path)
    with ExitStack() as stack:
        stack.enter_context(hold(data, "add"))
        stored = FileStore(data.files).put(body)
        catalogue = stack.enter_context(Catalogue.open(data.catalogue))
        source = addition.declaration.slug
        before = set(_ids(catalogue, source, stored.sha256))
        run_id = catalogue.start_run("add", [addition.declaration.info()], utc_now())
        url = addition.url or f"file:{quote(addition.path.name)}"
        candidate = hand_candidate(source, url, addition.who, addition.why)
        catalogue.record_candidates(run_id, [candidate], utc_now())
        catalogue.record_fetch(run_id, _fetch(addition, url, stored.sha256, body, addition.path.name))
        read_and_describe(data, catalogue)
        document_id = _ids(catalogue, source, stored.sha256)[0]
        decide_kept(data, catalogue, document_id, addition)
        catalogue.finish_run(run_id, utc_now(), 0, f"added by {addition.who}")
    return Added(document_id=document_id, outcome=Outcome.OK, known=document_id in before)


def add_address(options: RunOptions, addition: Addition) -> Added:
    """Fetch one address as a crawl would (reach, robots, politeness, archive) and keep what it answers.

    Raises:
        HarvesterError: no contact, locked, or the disk refuses.
    """
    from harvester.catalogue import Catalogue
    from harvester.run.lock import hold
    from harvester.run.orchestrate import fetch_one, require_contact

    if addition.url is None:
        raise UsageError("there is no address to add.")
    require_contact(options, [addition.declaration])
    with ExitStack() as stack:
        stack.enter_context(hold(options.data, "add"))
        catalogue = stack.enter_context(Catalogue.open(options.data.catalogue))
        run_id = catalogue.start_run("add", [addition.declaration.info()], utc_now())
        fetch_one(options, catalogue, run_id, addition)
        with catalogue.reading() as connection:
            row = connection.execute(
                "SELECT document_id, outcome, message FROM address WHERE source = ? AND url = ?",
                (addition.declaration.slug, addition.url),
            ).fetchone()
        if row is None or row["document_id"] is None:
            catalogue.finish_run(run_id, utc_now(), 3, "nothing could be kept")
            return Added(document_id=None, outcome=Outcome.NOT_A_DOCUMENT, message="no document answered")
        read_and_describe(options.data, catalogue)
        decide_kept(options.data, catalogue, row["document_id"], addition)
        catalogue.finish_run(run_id, utc_now(), 0, f"added by {addition.who}")
    outcome = Outcome(row["outcome"] or Outcome.NOT_A_DOCUMENT)
    return Added(document_id=row["document_id"], outcome=outcome, message=row["message"] or "")


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


def _fetch(addition: Addition, url: str, sha256: str, body: bytes, name: str) -> Fetch:
    from harvester.media_type import detect_media_type

    return Fetch(
        source=addition.declaration.slug,
        url=url,
        outcome=Outcome.OK,
        at=utc_now(),
        sha256=sha256,
        size=len(body),
        media_type=detect_media_type(body[:8192], size=len(body)),
        file_name=name,
        message=f"added by {addition.who}",
    )


def _ids(catalogue: Catalogue, source: str, sha256: str) -> list[str]:
    with catalogue.reading() as connection:
        rows = connection.execute("SELECT id FROM document WHERE source = ? AND sha256 = ?", (source, sha256))
        return [str(row["id"]) for row in rows]


def read_and_describe(data: DataDirectory, catalogue: Catalogue) -> None:
    """Read what is unread, then describe and group."""
    from harvester.extract.pool import ReadingPool
    from harvester.process import process
    from harvester.run.reading import Reader
    from harvester.store import FileStore

    with ReadingPool(1) as pool:
        Reader(catalogue, FileStore(data.files), pool, now=utc_now).drain()
    process(catalogue, catalogue.sources(), utc_now())


def decide_kept(data: DataDirectory, catalogue: Catalogue, document_id: str, addition: Addition) -> None:
    """A person took it in: that outweighs what the machine makes of it, and a rebuild knows it."""
    from harvester.catalogue import Decision, append_decision

    decision = Decision(
        field="status",
        value=DocumentStatus.ACCEPTED,
        who=addition.who,
        at=utc_now(),
        reason=f"added by hand: {addition.why}",
        document_id=document_id,
        source=addition.declaration.slug,
        url=addition.url,
    )
    append_decision(data, decision, catalogue)
