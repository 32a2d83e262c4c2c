"""Pictures of pages and files over the wire: what is sent, to whom, with which headers."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from harvester.desk import pictures as pictures_of_the_desk
from harvester.extract.page_image import NoImage
from harvester.store import LocalStore
from tests.desk.papers import Papers, copy_of, harvested
from tests.desk.support import Desk
from tests.makers import damage
from tests.makers.office import make_docx
from tests.makers.pdf import encrypted_pdf, simple_report

if TYPE_CHECKING:
    from django.test import Client

HTML = (
    b"<!doctype html><html><title>Child H</title><body><p>Child H</p><script>alert(1)</script></body></html>"
)


@pytest.fixture(scope="module")
def template(desk_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    root = tmp_path_factory.mktemp("papers") / "data"
    return root, harvested(desk_template, root, fill)


@pytest.fixture
def desk(template: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Desk]:
    with copy_of(template[0], tmp_path / "data") as desk:
        yield desk


@pytest.fixture
def papers(template: tuple[Path, dict[str, str]]) -> dict[str, str]:
    return template[1]


def fill(papers: Papers) -> None:
    papers.add("report.pdf", simple_report())
    papers.add("locked.pdf", encrypted_pdf(user_password="secret"), "Child R overview report")
    papers.add("word.docx", make_docx(), "Child D overview report")
    papers.add("page.html", HTML, "Child H overview report")
    papers.add("loop.pdf", damage.self_referencing_form(), "Child L overview report", hostile=True)


@pytest.fixture
def reader(client_of: Callable[..., Client]) -> Client:
    return client_of("reader")


def words_of(svg: bytes) -> str:
    return " ".join(" ".join(ElementTree.fromstring(svg).itertext()).split())


def test_a_page_is_sent_as_a_png_that_a_browser_may_keep_but_must_ask_about(
    reader: Client, papers: dict[str, str]
) -> None:
    address = f"/images/{papers['report.pdf']}/1.png"
    first = reader.get(address)
    assert (first.status_code, first["Content-Type"]) == (200, "image/png")
    assert first["Cache-Control"] == "private, no-cache"
    assert first["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(first.content)).size == (1000, 1415)
    again = reader.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert reader.get(address, headers={"if-none-match": '"another"'}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "width"), [("500", 500), ("1600", 1600), ("7", 1000), ("x", 1000), ("1e9", 1000)]
)
def test_a_few_widths_are_offered(reader: Client, papers: dict[str, str], asked: str, width: int) -> None:
    answer = reader.get(f"/images/{papers['report.pdf']}/2.png", {"width": asked})
    assert Image.open(io.BytesIO(answer.content)).size[0] == width


def test_a_picture_is_not_sent_any_more_once_the_file_is_gone(
    desk: Desk, reader: Client, papers: dict[str, str]
) -> None:
    address = f"/images/{papers['report.pdf']}/1.png"
    tag = reader.get(address)["ETag"]
    for sha256 in LocalStore(desk.data.files).hashes():
        LocalStore(desk.data.files).path(sha256).unlink()
    answer = reader.get(address, headers={"if-none-match": tag})
    assert answer.status_code == 404
    assert "do not hold" in words_of(answer.content)
    assert reader.get(f"/files/{papers['report.pdf']}").status_code == 404


def _drawn(reader: Client, address: str) -> Any:
    """The answer once it is no longer "still being drawn": asked again as it says, as a browser is told to.

    A page that draws itself costs its worker 15 s on any machine, longer than a request waits.
    """
    for _ in range(30):
        answer = reader.get(address)
        if answer.status_code != 202:
            break
        time.sleep(float(answer["Retry-After"]))
    return answer


@pytest.mark.parametrize(
    ("name", "page", "status", "words"),
    [
        ("report.pdf", "0", 404, "no such page"),
        ("report.pdf", "99", 404, "no such page"),
        ("report.pdf", "9" * 400, 404, "no such page"),
        ("locked.pdf", "1", 422, "A password is needed"),
        ("word.docx", "1", 404, "shown as its text"),
        ("page.html", "1", 404, "shown as its text"),
        ("loop.pdf", "1", 422, ""),
    ],
)
def test_what_cannot_be_drawn_answers_with_the_reason_in_a_drawing(
    reader: Client, papers: dict[str, str], name: str, page: str, status: int, words: str
) -> None:
    answer = _drawn(reader, f"/images/{papers[name]}/{page}.png")
    assert (answer.status_code, answer["Content-Type"]) == (status, "image/svg+xml")
    assert words in words_of(answer.content)
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "name", ["none", "..%2f..%2fetc%2fpasswd", "%00", "%3Cscript%3E", "a'--", "é", "%F0%9F"]
)
def test_odd_names_find_nothing(reader: Client, name: str) -> None:
    assert reader.get(f"/images/{name}/1.png").status_code == 404
    assert reader.get(f"/files/{name}").status_code == 404


def test_a_picture_still_being_drawn_is_told_as_a_failure_that_passes(
    desk: Desk, reader: Client, papers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = pictures_of_the_desk.pictures(desk.data)
    monkeypatch.setattr(service, "picture", lambda *_: NoImage.BUSY)
    answer = reader.get(f"/images/{papers['report.pdf']}/1.png")
    assert (answer.status_code, answer["Retry-After"]) == (202, "2")
    assert answer["Content-Type"].startswith("text/plain")
    assert "ETag" not in answer


@pytest.mark.parametrize(
    ("name", "kind", "ending"),
    [
        ("report.pdf", "application/pdf", "pdf"),
        ("page.html", "application/octet-stream", "html"),
        (
            "word.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
    ],
)
def test_files_leave_as_attachments_only_named_by_their_id(
    reader: Client, papers: dict[str, str], name: str, kind: str, ending: str
) -> None:
    answer = reader.get(f"/files/{papers[name]}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f'attachment; filename="{papers[name]}.{ending}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert body
    if name == "page.html":
        assert body == HTML


def test_the_desk_itself_opens_no_file(
    reader: Client, papers: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever opens a document in this process fails here; the worker is another one."""
    import pdfminer.pdfpage
    import pypdfium2

    def never(*_arguments: object, **_more: object) -> None:
        raise AssertionError("a document was opened in the process of the desk")

    monkeypatch.setattr(pypdfium2, "PdfDocument", never)
    monkeypatch.setattr(pdfminer.pdfpage.PDFPage, "get_pages", never)
    assert reader.get(f"/images/{papers['report.pdf']}/3.png").status_code == 200
    assert _drawn(reader, f"/images/{papers['loop.pdf']}/1.png").status_code == 422
    assert reader.get(f"/files/{papers['report.pdf']}").status_code == 200
