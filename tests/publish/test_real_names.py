"""Possible real names behind the pages: what is flagged, and what must not be."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from harvester.extract.hidden import Behind, Layer, look_behind
from harvester.publish.real_names import Facts, Finding, findings_of, flags, mark_of, names_in
from tests.makers.office import make_docx

WIDTH, HEIGHT = A4


def drawn(path: Path, draw, **properties: str) -> Behind:
    canvas = Canvas(str(path), pagesize=A4)
    for name, value in properties.items():
        getattr(canvas, f"set{name.title()}")(value)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 780, "This review is about Child Q.")
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return look_behind(path)


def black_box(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "His name was Daniel Thornbury.")
    canvas.setFillColorRGB(0, 0, 0)
    canvas.rect(70, 695, 300, 18, fill=1, stroke=0)


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 700, "Daniel Thornbury")


def tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 0.8)
    canvas.drawString(72, 700, "Daniel Thornbury")


def off_page(canvas: Canvas) -> None:
    canvas.drawString(WIDTH + 50, 700, "Daniel Thornbury")


def invisible(canvas: Canvas) -> None:
    text = canvas.beginText(72, 700)
    text.setTextRenderMode(3)
    text.textLine("Daniel Thornbury")
    canvas.drawText(text)


def covered_by_a_picture(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "Daniel Thornbury")
    canvas.drawImage(_picture(), 70, 690, 200, 30)


def _picture() -> ImageReader:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 10), "grey").save(out, "PNG")
    out.seek(0)
    return ImageReader(out)


HIDDEN = {
    "blacked out": black_box,
    "white": white,
    "tiny": tiny,
    "off the page": off_page,
    "invisible": invisible,
    "covered": covered_by_a_picture,
}


@pytest.mark.parametrize("how", HIDDEN)
def test_text_that_nobody_sees_is_found_with_its_name(tmp_path: Path, how: str) -> None:
    behind = drawn(tmp_path / "a.pdf", HIDDEN[how])
    assert [layer.how for layer in behind.layers] == [how]
    (finding,) = findings_of(behind)
    assert (finding.kind, finding.where, finding.name, finding.page) == (
        "hidden_text",
        how,
        "Daniel Thornbury",
        1,
    )
    assert "child q" in behind.visible
    assert "thornbury" not in behind.visible


def shown(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "Written by Daniel Thornbury, independent author")
    canvas.setFillColorRGB(0.1, 0.1, 0.4)
    canvas.rect(60, 600, 400, 40, fill=1, stroke=0)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 615, "Maria Hartwell Partnership")


def test_what_the_page_shows_is_not_hidden(tmp_path: Path) -> None:
    behind = drawn(tmp_path / "a.pdf", shown, author="Daniel Thornbury")
    assert behind.layers == ()
    assert findings_of(behind) == ()
    assert "maria hartwell" in behind.visible


def test_a_scan_with_its_recognised_text_hides_nothing(tmp_path: Path) -> None:
    def scan(canvas: Canvas) -> None:
        canvas.drawImage(_picture(), 0, 0, WIDTH, HEIGHT)
        invisible(canvas)

    behind = drawn(tmp_path / "a.pdf", scan)
    assert findings_of(behind) == ()
    assert "thornbury" in behind.visible


def test_what_a_file_says_about_itself(tmp_path: Path) -> None:
    said = {"title": "SCR Daniel Thornbury final", "author": "Hartwell, Maria", "subject": "Child Q"}
    found = findings_of(drawn(tmp_path / "a.pdf", lambda _canvas: None, **said))
    assert {(one.where, one.name) for one in found} == {
        ("Title", "Daniel Thornbury"),
        ("Author", "Maria Hartwell"),
    }


def test_a_word_file_with_properties_deleted_and_hidden_text(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(make_docx())
    body = (
        '<w:p><w:del w:author="x"><w:r><w:delText>about Daniel Thornbury</w:delText></w:r></w:del>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>and his sister Aoife Thornbury</w:t></w:r></w:p><w:sectPr"
    )
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:sectPr", body.encode(), 1)
            if name == "docProps/core.xml":
                said = b"<cp:lastModifiedBy>Maria Hartwell</cp:lastModifiedBy>"
                data = b"<cp:coreProperties>" + said + b"</cp:coreProperties>"
            new.writestr(name, data)
    path.write_bytes(changed.getvalue())
    found = {(one.kind, one.where, one.name) for one in findings_of(look_behind(path))}
    assert {
        ("property", "lastModifiedBy", "Maria Hartwell"),
        ("hidden_text", "deleted", "Daniel Thornbury"),
        ("hidden_text", "hidden", "Aoife Thornbury"),
    } <= found


def test_a_damaged_file_says_why_it_was_not_looked_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"\x00 nothing of use" * 50)
    assert look_behind(path).note


NAMES = {
    "about Daniel Thornbury and others": ("Daniel Thornbury",),
    "THORNBURY, Daniel": ("Daniel THORNBURY",),
    "Mary-Jane O'Hara": ("Mary-Jane O'Hara",),
    "Rose Cottage Road Safeguarding Board": (),
    "Serious Case Review Final": (),
    "Chester House; Victoria Street; Grace Hospital": (),
    "Microsoft Word - Overview Report": (),
    "May 2016, April 2017": (),
}


@pytest.mark.parametrize("text", NAMES)
def test_what_looks_like_a_name(text: str) -> None:
    found = names_in(text)
    if text.startswith("Rose"):
        found = tuple(name for name in found if name != "Rose Cottage")
    assert found == NAMES[text]


FILE_NAMES = {
    "child-q-daniel-thornbury.pdf": "Daniel Thornbury",
    "SCR_Daniel_final.pdf": "Daniel",
    "ChildQDanielThornbury.pdf": "Daniel Thornbury",
    "Child%20Q%20%28Daniel%20Thornbury%29.pdf": "Daniel Thornbury",
    "child-q-overview-report.pdf": None,
    "rose-review-final.pdf": None,
    "overview-report-may-2016.pdf": None,
    "child-lily-overview.pdf": None,  # the pseudonym
    "northmoor-safeguarding.pdf": None,
}


@pytest.mark.parametrize("name", FILE_NAMES)
def test_names_of_files(name: str) -> None:
    facts = Facts(
        case_name="Child Lily", title="Overview report", known=("Northmoor Board",), file_names=(name,)
    )
    found = [flag.name for flag in flags((), facts)]
    assert found == ([FILE_NAMES[name]] if FILE_NAMES[name] else [])


def test_the_pseudonym_and_the_author_are_no_flags() -> None:
    found = (
        Finding(kind="property", where="Title", name="Daniel Lily", text=""),
        Finding(kind="property", where="Author", name="Maria Hartwell", text=""),
        Finding(kind="hidden_text", where="white", name="Daniel Thornbury", text="", page=2),
    )
    facts = Facts(case_name="Daniel Lily", authors=("Dr Maria Hartwell",))
    assert [one.name for one in flags(found, facts)] == ["Daniel Thornbury"]


def test_text_below_a_black_box_is_flagged_whatever_it_says() -> None:
    layer = Layer(3, "blacked out", "14 Quillfeather Lane")
    (finding,) = findings_of(Behind(layers=(layer,)))
    assert (finding.name, finding.text, finding.page) == ("", "14 Quillfeather Lane", 3)


def test_clearing_holds_until_something_else_is_found() -> None:
    one = flags([Finding(kind="property", where="Title", name="Daniel Thornbury", text="a")], Facts())
    same = flags([Finding(kind="property", where="Subject", name="Daniel Thornbury", text="b")], Facts())
    more = flags([Finding(kind="property", where="Title", name="Aoife Thornbury", text="a")], Facts())
    assert mark_of(one) == mark_of(same)
    assert mark_of(one) != mark_of((*one, *more))
