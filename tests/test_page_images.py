"""Pictures of pages: drawn once, kept whole, within bounds, and never of a file that is gone."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from harvester.extract.page_image import NoImage, PageImage, draw_page
from harvester.extract.rendering import PageRenderer
from harvester.page_images import PageImages
from harvester.paths import DataDirectory
from harvester.store import LocalStore
from tests.makers.pdf import simple_report


class Here(PageRenderer):
    """Draws in this process, when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[int, int]] = []
        self.let = threading.Event()
        self.let.set()
        self.answer: NoImage | None = None
        self.drawing = threading.Lock()  # PDFium is for one thread; elsewhere each page has its own process

    def submit(self, path: Path, page: int, width: int) -> Future[PageImage | NoImage]:
        self.asked.append((page, width))
        future: Future[PageImage | NoImage] = Future()

        def draw() -> None:
            self.let.wait(10)
            with self.drawing:
                future.set_result(self.answer or draw_page(path, page, width))

        threading.Thread(target=draw).start()
        return future


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path)


@pytest.fixture
def sha256(data: DataDirectory) -> str:
    return LocalStore(data.files).put(simple_report(pages=6)).sha256


@pytest.fixture
def here() -> Here:
    return Here()


def kept(data: DataDirectory) -> list[Path]:
    return sorted(path for path in data.images.rglob("*") if path.is_file())


def test_a_page_is_drawn_once_and_kept(data: DataDirectory, sha256: str, here: Here) -> None:
    images = PageImages(data, renderer=here)
    first = images.picture(sha256, 2)
    assert isinstance(first, PageImage)
    assert kept(data) == [data.images / sha256[:2] / sha256 / "2-1000.png"]
    assert images.page_size(sha256, 2) == first.page_size == (595.3, 841.9)
    again = PageImages(data, renderer=here).picture(sha256, 2)
    assert again == first
    assert here.asked == [(2, 1000)]


def test_other_widths_are_not_drawn(data: DataDirectory, sha256: str, here: Here) -> None:
    images = PageImages(data, renderer=here)
    for width in (0, -5, 999, 10**9):
        images.picture(sha256, 1, width)
    assert here.asked == [(1, 1000)]


def test_what_is_not_whole_is_drawn_anew(data: DataDirectory, sha256: str, here: Here) -> None:
    images = PageImages(data, renderer=here)
    good = images.picture(sha256, 1)
    assert isinstance(good, PageImage)
    (path,) = kept(data)
    for body in (b"", good.png[:200], good.png[:-1], b"<svg onload='alert(1)'/>"):
        path.write_bytes(body)
        assert images.picture(sha256, 1) == good
        assert path.read_bytes() == good.png


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 64, "zz"])
def test_files_that_are_not_held_have_no_pictures(data: DataDirectory, name: str, here: Here) -> None:
    assert PageImages(data, renderer=here).picture(name, 1) is NoImage.NOT_HELD
    assert here.asked == []
    assert not data.images.exists()


def test_a_file_taken_down_has_no_pictures_any_more(data: DataDirectory, sha256: str, here: Here) -> None:
    images = PageImages(data, renderer=here)
    images.picture(sha256, 1)
    LocalStore(data.files).path(sha256).unlink()
    assert images.picture(sha256, 1) is NoImage.NOT_HELD


def test_a_file_taken_down_while_its_page_is_drawn_leaves_no_picture(
    data: DataDirectory, sha256: str, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = PageImages(data, renderer=here)
    here.answer = None
    done = draw_page(LocalStore(data.files).path(sha256), 1, 1000)
    assert isinstance(done, PageImage)
    monkeypatch.setattr("tests.test_page_images.draw_page", lambda *_: done)
    here.let.clear()
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(images.picture, sha256, 1)
        while not here.asked:
            time.sleep(0.01)
        LocalStore(data.files).path(sha256).unlink()
        here.let.set()
        waiting.result(10)
    assert kept(data) == []
    assert not (data.images / sha256[:2] / sha256).exists()


def test_those_who_ask_for_one_page_at_once_share_one_drawing(
    data: DataDirectory, sha256: str, here: Here
) -> None:
    images = PageImages(data, renderer=here, waiting=20)
    here.let.clear()
    with ThreadPoolExecutor(20) as threads:
        asking = [threads.submit(images.picture, sha256, 1) for _ in range(20)]
        time.sleep(0.3)
        here.let.set()
        pictures = {one.result(10) for one in asking}
    assert len(pictures) == 1
    assert here.asked == [(1, 1000)]


def test_a_burst_leaves_most_callers_free(data: DataDirectory, sha256: str, here: Here) -> None:
    images = PageImages(data, renderer=here, waiting=2)
    here.let.clear()
    with ThreadPoolExecutor(20) as threads:
        asking = [threads.submit(images.picture, sha256, page) for page in range(1, 7)]
        while sum(one.done() for one in asking) < 4:
            time.sleep(0.01)
        assert {one.result() for one in asking if one.done()} == {NoImage.BUSY}
        here.let.set()
        for one in asking:
            one.result(10)
    while len(kept(data)) < 6:  # what they did not wait for is drawn all the same
        time.sleep(0.01)
    assert all(isinstance(images.picture(sha256, page), PageImage) for page in range(1, 7))


def test_waiting_ends(data: DataDirectory, sha256: str, here: Here) -> None:
    images = PageImages(data, renderer=here, waiting=1)
    here.let.clear()
    started = time.monotonic()
    assert images.picture(sha256, 1, wait_s=0.1) is NoImage.BUSY
    assert time.monotonic() - started < 2
    assert images.picture(sha256, 1, wait_s=0.1) is NoImage.BUSY  # the place was given back
    here.let.set()


def test_a_page_that_cannot_be_drawn_is_not_tried_again_at_once(
    data: DataDirectory, sha256: str, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = PageImages(data, renderer=here)
    here.answer = NoImage.TOO_SLOW
    assert [images.picture(sha256, 1) for _ in range(3)] == [NoImage.TOO_SLOW] * 3
    assert len(here.asked) == 1
    later = time.monotonic() + 601
    monkeypatch.setattr("harvester.page_images.time.monotonic", lambda: later)
    here.answer = None
    assert isinstance(images.picture(sha256, 1), PageImage)


def test_those_longest_unused_go_when_there_are_too_many(
    data: DataDirectory, sha256: str, here: Here
) -> None:
    sizes = []
    images = PageImages(data, renderer=here)
    for page in range(1, 6):
        picture = images.picture(sha256, page)
        assert isinstance(picture, PageImage)
        sizes.append(len(picture.png))
    for page, age in ((1, 50), (2, 10), (3, 40), (4, 30), (5, 20)):  # hours
        path = data.images / sha256[:2] / sha256 / f"{page}-1000.png"
        os.utime(path, (time.time() - age * 3600,) * 2)
    images.picture(sha256, 3)  # used now
    old_draft = data.images / sha256[:2] / sha256 / ".draft-left"
    old_draft.write_bytes(b"x")
    os.utime(old_draft, (0, 0))
    small = PageImages(data, renderer=here, max_bytes=sum(sizes))
    small.picture(sha256, 6)
    names = {path.name for path in kept(data)}
    assert "1-1000.png" not in names
    assert {"3-1000.png", "2-1000.png", "6-1000.png"} <= names
    assert ".draft-left" not in names
    assert sum(path.stat().st_size for path in kept(data)) <= sum(sizes)


def test_a_folder_that_cannot_be_written_costs_only_time(
    data: DataDirectory, sha256: str, here: Here
) -> None:
    data.images.write_text("in the way")
    assert isinstance(PageImages(data, renderer=here).picture(sha256, 1), PageImage)
