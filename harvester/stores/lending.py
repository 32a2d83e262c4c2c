"""Handing kept files to those who need a path and answer later: the reading workers, those who draw pages."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from harvester.errors import DamagedFileError
from harvester.store import LocalStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.store import Lent, Store

T = TypeVar("T")


def lent_or_missing(store: Store, sha256: str) -> Lent:
    """The file; where it is missing or damaged a path at which nothing is, for whoever tells of that.

    Raises:
        StoreError: the store refuses or does not answer.
    """
    from harvester.store import Lent

    if isinstance(store, LocalStore):
        return Lent(store.path(sha256))
    try:
        return store.lend(sha256)
    except (FileNotFoundError, DamagedFileError):
        return Lent(Path("/missing") / sha256)


def lend_to(store: Store, sha256: str, submit: Callable[[Path], Future[T]]) -> Future[T]:
    """Have something done with a file, which stays where it is until the future is done.

    A file of a store elsewhere is fetched in a thread, so that nobody waits for it here.

    Args:
        store: where the file is kept.
        sha256: its name.
        submit: begins the work; may raise.

    Returns:
        The future of the work; its exception is the store's where that refuses or does not answer.
    """
    if isinstance(store, LocalStore):
        return submit(store.path(sha256))
    out: Future[T] = Future()
    out.set_running_or_notify_cancel()

    def begin() -> None:
        try:
            lent = lent_or_missing(store, sha256)
        except Exception as error:
            out.set_exception(error)
            return
        try:
            work = submit(lent.path)
        except Exception as error:
            lent.give_back()
            out.set_exception(CancelledError() if isinstance(error, RuntimeError) else error)
            return
        work.add_done_callback(lambda done: _hand_on(done, out, lent))

    store.in_background(begin)
    return out


def _hand_on(done: Future[T], out: Future[T], lent: Lent) -> None:
    lent.give_back()
    try:
        answer = done.result()
    except BaseException as error:  # cancelling is none that ends this thread
        out.set_exception(error)
    else:
        out.set_result(answer)
