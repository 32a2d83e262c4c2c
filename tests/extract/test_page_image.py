"""Pages drawn in limited workers: what comes of sound and of hostile files."""

from __future__ import annotations

import io
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from harvester.extract.page_image import NoImage, PageImage, draw_page
from harvester.extract.rendering import PageRenderer
from tests.makers import damage
from tests.makers.office import make_docx
from tests.makers.pdf import encrypted_pdf, simple_report
from tests.makers.placed import PlacedPage, placed_pdf

MIB = 1024**2


@pytest.fixture(scope="module")
def renderer() -> Iterator[PageRenderer]:
    renderer = PageRenderer(2, timeout_s=4, memory_bytes=300 * MIB)
    yield renderer
    renderer.close()


def draw(renderer: PageRenderer, path: Path, body: bytes, page: int = 1) -> PageImage | NoImage:
    path.write_bytes(body)
    return renderer.submit(path, page, 500).result(timeout=60)


def test_a_page_is_drawn_at_the_width_asked_for(renderer: PageRenderer, tmp_path: Path) -> None:
    pages = [PlacedPage(words={(60, 90): "One"}), PlacedPage(words={(60, 90): "Two"}, rotate=90)]
    image = draw(renderer, tmp_path / "a", placed_pdf(pages), page=2)
    assert isinstance(image, PageImage)
    assert image.page_size == (842.0, 595.0)
    picture = Image.open(io.BytesIO(image.png))
    assert picture.size == (500, 354)
    assert picture.mode == "L"
    assert picture.getextrema()[0] < 60  # not a blank page


def test_colours_stay(renderer: PageRenderer, tmp_path: Path) -> None:
    image = draw(renderer, tmp_path / "a", damage.one_page(damage.stream(b"1 0 0 rg 100 100 200 200 re f")))
    assert isinstance(image, PageImage)
    picture = Image.open(io.BytesIO(image.png))
    assert picture.mode == "RGB"
    assert picture.getpixel((150, 550)) == (255, 0, 0)


def deflate_bomb() -> bytes:
    return damage.deflate_bomb(500_000_000)


@pytest.mark.parametrize("make", [damage.self_referencing_form, damage.billion_laughs, deflate_bomb])
def test_hostile_files_answer_with_a_reason_and_the_next_page_is_drawn(
    renderer: PageRenderer, tmp_path: Path, make: Callable[[], bytes]
) -> None:
    started = time.monotonic()
    answer = draw(renderer, tmp_path / "a", make())
    assert answer in {NoImage.TOO_MUCH, NoImage.TOO_SLOW, NoImage.DAMAGED} or isinstance(answer, PageImage)
    assert time.monotonic() - started < 12
    assert isinstance(draw(renderer, tmp_path / "b", simple_report()), PageImage)


@pytest.mark.parametrize(
    ("body", "page", "reason"),
    [
        (simple_report(pages=2), 3, NoImage.NO_SUCH_PAGE),
        (simple_report(pages=2), 0, NoImage.NO_SUCH_PAGE),
        (simple_report(pages=2), 10**12, NoImage.NO_SUCH_PAGE),
        (encrypted_pdf(user_password="secret"), 1, NoImage.ENCRYPTED),
        (make_docx(), 1, NoImage.NO_PAGES),
        (b"", 1, NoImage.NO_PAGES),
        (b"%PDF-1.4\nnothing behind it", 1, NoImage.DAMAGED),
        (placed_pdf([PlacedPage(media=(0, 0, 0.1, 0.1))]), 1, NoImage.DAMAGED),
    ],
)
def test_what_cannot_be_drawn_says_why(body: bytes, page: int, reason: NoImage, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(body)
    assert draw_page(path, page, 500) is reason


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    assert draw_page(tmp_path / "none", 1, 500) is NoImage.NOT_HELD


@pytest.mark.parametrize("media", [(0, 0, 1, 14_400), (0, 0, 14_400, 1), (0, 0, 200_000, 200_000)])
def test_oddly_shaped_pages_stay_within_bounds(
    media: tuple[float, float, float, float], tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_bytes(placed_pdf([PlacedPage(media=media)]))
    image = draw_page(path, 1, 1000)
    assert isinstance(image, PageImage)
    assert max(Image.open(io.BytesIO(image.png)).size) <= 4_001


def hang(*_arguments: object) -> None:
    time.sleep(60)


def die(*_arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def lie(*_arguments: object) -> object:
    return PageImage(b"<svg onload=alert(1)>", (1.0, 1.0))


def nap(*_arguments: object) -> object:
    time.sleep(0.3)
    return NoImage.DAMAGED


def probe(_path: object, port: int, _width: int, limits: object) -> object:
    """Reports what a confined worker can reach, in the name of a reason."""
    import resource

    from harvester.extract.confinement import Confinement, confine

    assert isinstance(limits, Confinement)
    confine(limits)
    if resource.getrlimit(resource.RLIMIT_AS)[0] <= 0:
        return NoImage.TOO_MUCH
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return NoImage.BUSY
    except OSError:
        return NoImage.DAMAGED


@pytest.mark.parametrize(
    ("function", "reason"),
    [(hang, NoImage.TOO_SLOW), (die, NoImage.TOO_MUCH), (lie, NoImage.DAMAGED)],
)
def test_whatever_a_worker_does_there_is_a_reason(
    function: Callable[..., object], reason: NoImage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("harvester.extract.rendering.draw_confined", function)
    renderer = PageRenderer(1, timeout_s=0.5 if function is hang else 30)
    assert draw(renderer, tmp_path / "a", b"") is reason


def test_workers_have_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from harvester.extract.confinement import has_network

    monkeypatch.setattr("harvester.extract.rendering.draw_confined", probe)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        answer = PageRenderer().submit(tmp_path, listener.getsockname()[1], 1).result(timeout=30)
    if answer is NoImage.BUSY and has_network():
        pytest.skip("the kernel gives no network namespace")
    assert answer is NoImage.DAMAGED


def test_the_newest_is_drawn_first_and_the_oldest_let_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("harvester.extract.rendering.draw_confined", nap)
    renderer = PageRenderer(1, waiting=3)
    ended: list[int] = []
    futures = []
    for number in range(6):
        future = renderer.submit(tmp_path, number, 1)
        future.add_done_callback(lambda _future, number=number: ended.append(number))
        futures.append(future)
        time.sleep(0.05 if number == 0 else 0)
    answers = [future.result(timeout=30) for future in futures]
    assert answers == [NoImage.DAMAGED, NoImage.BUSY, NoImage.BUSY, *[NoImage.DAMAGED] * 3]
    assert ended == [1, 2, 0, 5, 4, 3]


def test_a_closed_renderer_answers_busy(tmp_path: Path) -> None:
    renderer = PageRenderer()
    renderer.close()
    assert renderer.submit(tmp_path, 1, 1).result(timeout=1) is NoImage.BUSY


SAMPLES = (
    damage.nested_arrays,
    damage.nested_catalogue,
    damage.page_tree_loop,
    damage.many_boxes,
    damage.lying_page,
    damage.glyph_numbers_pdf,
    damage.html_as_pdf,
    damage.polyglot,
)


def test_every_damaged_sample_is_answered_and_none_takes_the_next_page_with_it(
    renderer: PageRenderer, tmp_path: Path
) -> None:
    for number, make in enumerate(SAMPLES):
        started = time.monotonic()
        answer = draw(renderer, tmp_path / f"{number}", make())
        assert isinstance(answer, PageImage | NoImage), make
        assert answer is not NoImage.BUSY, make
        assert time.monotonic() - started < 15, make
    for share in (0.1, 0.4, 0.7, 0.95):
        answer = draw(renderer, tmp_path / f"cut{share}", damage.cut(simple_report(), share))
        assert isinstance(answer, PageImage) or answer in {NoImage.DAMAGED, NoImage.NO_SUCH_PAGE}, share
    assert isinstance(draw(renderer, tmp_path / "sound", simple_report()), PageImage)
