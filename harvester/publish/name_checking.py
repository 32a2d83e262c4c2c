"""Looking behind the pages of files in limited workers, and what of it a person has to clear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.catalogue import name_checks
from harvester.extract.confinement import Confinement
from harvester.extract.hidden import Behind, look_confined
from harvester.publish import real_names
from harvester.publish.real_names import CHECKER, Facts, Finding, Flag
from harvester.stores.lending import lent_or_missing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory
    from harvester.store import Lent, Store

MEMORY_BYTES = 1024**3
TIMEOUT_S = 30.0
_AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The possible real names of one document."""

    document_id: str
    flags: tuple[Flag, ...]
    looked: bool  # whether its file was looked behind
    note: str  # why not, or not all of it
    cleared: bool  # whether a person cleared just these flags

    @property
    def mark(self) -> str:
        """The name of these flags, for the decision that clears them."""
        return real_names.mark_of(self.flags)

    @property
    def waits(self) -> bool:
        """Whether a person has to look first."""
        return bool(self.flags) and not self.cleared


def names_of(
    connection: sqlite3.Connection, document_id: str, fresh: dict[str, tuple[Finding, ...]] | None = None
) -> Names | None:
    """What is known of one document; None when it is not shown.

    Args:
        connection: to the catalogue.
        document_id: whose.
        fresh: findings by file that are not in the catalogue (a dry run).
    """
    known = name_checks.checked(connection, document_id)
    if known is None:
        return None
    kept = real_names.from_json(known.findings) if known.findings is not None else ()
    findings = (fresh or {}).get(known.sha256 or "", kept)
    flags = real_names.flags(findings, Facts(**known.facts))
    return Names(
        document_id=document_id,
        flags=flags,
        looked=known.findings is not None or (known.sha256 or "") in (fresh or {}),
        note=known.note,
        cleared=bool(flags) and known.cleared == real_names.mark_of(flags),
    )


def look(
    data: DataDirectory,
    catalogue: Catalogue,
    documents: Sequence[str],
    *,
    keep: bool = True,
    hear: Callable[[dict[str, Any]], None] = lambda _m: None,
) -> dict[str, tuple[Finding, ...]]:
    """Look behind the files of some documents that were not looked at yet.

    Args:
        data: the data directory.
        catalogue: open for writing, or for reading without `keep`.
        documents: whose files.
        keep: whether to keep what was found.
        hear: told of progress: dicts with `event` names, `done`, `total`.

    Returns:
        Findings by file, of those that were looked at now.
    """
    from harvester.clock import utc_now
    from harvester.store import open_store

    with catalogue.reading() as connection:
        files = name_checks.unchecked(connection, CHECKER, documents)
    found: dict[str, tuple[Finding, ...]] = {}
    for sha256, behind in zip(files, _behind(open_store(data), files), strict=True):
        found[sha256] = real_names.findings_of(behind)
        if keep:
            with catalogue.writing() as connection:
                name_checks.save_check(
                    connection,
                    sha256,
                    real_names.to_json(found[sha256]),
                    checker=CHECKER,
                    at=utc_now(),
                    note=behind.note,
                )
        hear({"event": "names", "done": len(found), "total": len(files)})
    return found


def _behind(store: Store, files: Sequence[str]) -> Iterator[Behind]:
    """Each file in a process of its own, two at a time; what breaks its worker gives nothing but a note."""
    if not files:
        return
    import multiprocessing
    from collections import deque
    from multiprocessing import forkserver

    from pebble import concurrent

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["harvester.extract.behind_preload"])
    forkserver.ensure_running()
    limits = Confinement(MEMORY_BYTES, int(TIMEOUT_S) + 5)
    # The keyword is `context`, whatever pebble's overloads say; another name would silently fork us.
    in_process = concurrent.process(timeout=TIMEOUT_S, context=context)(look_confined)  # type: ignore[call-overload]
    waiting: deque[tuple[Any, Lent]] = deque()
    try:
        for sha256 in files:
            lent = lent_or_missing(store, sha256)
            waiting.append((in_process(lent.path, limits), lent))
            if len(waiting) >= _AT_ONCE:
                yield _returned(*waiting.popleft())
        while waiting:
            yield _returned(*waiting.popleft())
    finally:
        for _, lent in waiting:
            lent.give_back()


def _returned(future: Any, lent: Lent) -> Behind:
    with lent:
        return _result(future)


def _result(future: Any) -> Behind:
    try:
        answer = future.result()
    except TimeoutError:
        return Behind(note=f"looking behind its pages took longer than {TIMEOUT_S:g} s")
    except Exception as error:  # it died, or an engine raised what nobody foresaw
        return Behind(note=f"looking behind its pages failed ({type(error).__name__})")
    return answer if isinstance(answer, Behind) else Behind(note="looking behind its pages failed")


def waiting(connection: sqlite3.Connection, documents: Iterable[str], **more: Any) -> list[Names]:
    """Those of them that a person has to look at first."""
    known = (names_of(connection, name, **more) for name in documents)
    return [one for one in known if one is not None and one.waits]
