"""Pictures of pages, drawn once by limited workers and kept in a folder of bounded size.

The folder only saves time: whatever is missing there or not whole is drawn anew, and it may be deleted
at any moment. A file that is no longer held has no pictures, whatever the folder says.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from concurrent.futures import TimeoutError as StillRunning
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from harvester.bounded_folder import DRAFT, make_room
from harvester.extract.page_image import SIGNATURE, NoImage, PageImage, page_size_of
from harvester.extract.rendering import PageRenderer
from harvester.store import open_store
from harvester.stores.lending import lend_to

if TYPE_CHECKING:
    from harvester.paths import DataDirectory

logger = logging.getLogger(__name__)

WIDTHS = (500, 1000, 1600)  # pixels; no others are drawn, so that nobody fills the folder with variants
WIDTH = 1000
MAX_BYTES = 1024**3  # of all pictures that are kept
WAIT_S = 8.0  # that a request waits for a picture
WAITING = 3  # requests that may wait at once: the others go on serving pages
DRAWING = 1  # version of how pages are drawn, part of the tag by which browsers keep them
_KEPT_REASON_S = 600.0  # for so long a page that could not be drawn is not tried again
_MOST_REASONS = 2_000
_FRESH_S = 3600.0  # a picture is noted as used once in so long
_END = b"IEND\xaeB`\x82"
_PASSING = {NoImage.BUSY, NoImage.NOT_HELD}  # reasons that the next moment may undo


class _Key(NamedTuple):
    sha256: str
    page: int
    width: int


class PageImages:
    """The pictures of one data directory; may be used from any thread, and by several processes."""

    def __init__(
        self,
        data: DataDirectory,
        *,
        renderer: PageRenderer | None = None,
        max_bytes: int = MAX_BYTES,
        waiting: int = WAITING,
    ) -> None:
        """Prepare; nothing is drawn or created before a picture is asked for.

        Args:
            data: where files and pictures are.
            renderer: draws the pages.
            max_bytes: that the pictures may take together; those longest unused go first.
            waiting: callers that may wait for a picture at the same time.
        """
        self._data, self._root = data, data.images
        self._renderer = renderer or PageRenderer()
        self._max_bytes = max_bytes
        self._places = threading.BoundedSemaphore(waiting)
        self._lock = threading.Lock()
        self._drawing: dict[_Key, Future[PageImage | NoImage]] = {}
        self._reasons: OrderedDict[_Key, tuple[NoImage, float]] = OrderedDict()
        self._unswept = max_bytes  # bytes written since the folder was last measured; it never was
        self._sweeping = threading.Lock()

    def held(self, sha256: str) -> bool:
        """Whether we hold the file."""
        try:
            return open_store(self._data).has(sha256)
        except ValueError:
            return False

    def picture(
        self, sha256: str, page: int, width: int = WIDTH, *, wait_s: float = WAIT_S
    ) -> PageImage | NoImage:
        """The picture of a page, or why there is none.

        Waits until it is drawn, but not longer than `wait_s`, and not at all when others wait already;
        then the answer is BUSY, and drawing goes on for whoever asks next.
        """
        if not self.held(sha256):
            return NoImage.NOT_HELD
        key = _Key(sha256, page, width if width in WIDTHS else WIDTH)
        kept = self._kept(key)
        if kept is not None:
            return kept
        drawing = self._draw(key)
        if drawing.done():
            return drawing.result()
        if not self._places.acquire(blocking=False):
            return NoImage.BUSY
        try:
            return drawing.result(timeout=wait_s)
        except StillRunning:
            return NoImage.BUSY
        finally:
            self._places.release()

    def page_size(self, sha256: str, page: int) -> tuple[float, float] | None:
        """How large a page is in points, when a picture of it is kept; draws nothing."""
        for width in WIDTHS:
            kept = self._read(_Key(sha256, page, width))
            if kept is not None:
                return kept.page_size
        return None

    def close(self) -> None:
        """Draw no more."""
        self._renderer.close()

    # ------------------------------------------------------------ what is kept

    def _path(self, key: _Key) -> Path:
        return self._root / key.sha256[:2] / key.sha256 / f"{key.page}-{key.width}.png"

    def _kept(self, key: _Key) -> PageImage | NoImage | None:
        with self._lock:
            reason, until = self._reasons.get(key, (None, 0.0))
        if reason is not None and time.monotonic() < until:
            return reason
        return self._read(key)

    def _read(self, key: _Key) -> PageImage | None:
        path = self._path(key)
        try:
            png = path.read_bytes()
            if time.time() - path.stat().st_mtime > _FRESH_S:
                os.utime(path)
        except OSError:
            return None
        size = page_size_of(png)
        if size is None or not png.startswith(SIGNATURE) or not png.endswith(_END):
            return None
        return PageImage(png, size)

    def _write(self, key: _Key, png: bytes) -> None:
        """Keep a picture; what stands in the way costs only time later, so that it is logged and no more."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=DRAFT, dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(png)
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            logger.warning("the picture of a page could not be kept: %s", error)
            return
        if not self.held(key.sha256):  # it was taken down while its page was being drawn
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()
        self._sweep(len(png))

    # ------------------------------------------------------------ drawing

    def _draw(self, key: _Key) -> Future[PageImage | NoImage]:
        """The future of a picture; those who ask for the same page share it."""
        with self._lock:
            running = self._drawing.get(key)
            if running is not None:
                return running
            shared: Future[PageImage | NoImage] = Future()
            self._drawing[key] = shared
        drawn = lend_to(
            open_store(self._data),
            key.sha256,
            lambda path: self._renderer.submit(path, key.page, key.width),
        )
        drawn.add_done_callback(lambda future: self._drawn(key, shared, _answer(future)))
        return shared

    def _drawn(self, key: _Key, shared: Future[PageImage | NoImage], answer: PageImage | NoImage) -> None:
        try:
            if isinstance(answer, PageImage):
                self._write(key, answer.png)
        finally:
            with self._lock:
                self._drawing.pop(key, None)
                if isinstance(answer, NoImage) and answer not in _PASSING:
                    self._reasons[key] = (answer, time.monotonic() + _KEPT_REASON_S)
                    self._reasons.move_to_end(key)
                    while len(self._reasons) > _MOST_REASONS:
                        self._reasons.popitem(last=False)
            shared.set_result(answer)

    # ------------------------------------------------------------ keeping within bounds

    def _sweep(self, written: int) -> None:
        """Now and then, bring the folder back to four fifths of what it may take."""
        with self._lock:
            self._unswept += written
            if self._unswept < self._max_bytes // 20:
                return
            self._unswept = 0
        if not self._sweeping.acquire(blocking=False):
            return
        try:
            make_room(self._root.glob("*/*"), self._max_bytes, _remove)
        except OSError as error:
            logger.warning("pictures of pages could not be cleared away: %s", error)
        finally:
            self._sweeping.release()


def _answer(drawn: Future[PageImage | NoImage]) -> PageImage | NoImage:
    """What drawing came to; a store that does not answer may do so the next moment."""
    try:
        return drawn.result()
    except Exception as error:
        logger.warning("a file could not be had, so that its pages were not drawn: %s", error)
        return NoImage.BUSY


def _remove(path: Path) -> bool:
    path.unlink(missing_ok=True)
    with suppress(OSError):  # it is not empty
        path.parent.rmdir()
    return True
