from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from harvester.records import Extract
from harvester.vocabulary import Outcome
from tests.makers.damage import cut, zip_bomb_docx
from tests.makers.office import BODY, COVER, HEADER, make_doc, make_docx, make_odt, make_ole, make_rtf
from tests.makers.web import html_review

Read = Callable[..., Extract]
TITLES = [text for text, _, _ in COVER]


@pytest.mark.parametrize("make", [make_docx, make_odt, make_rtf])
def test_word_processor_files_give_text_lines_headers_and_properties(
    read: Read, make: Callable[[], bytes]
) -> None:
    extract = read(make())
    assert extract.outcome is Outcome.OK
    assert [line.text for line in extract.lines if line.page == 1] == TITLES
    assert [line.text for line in extract.lines if line.page == 2][: len(BODY)] == list(BODY)
    assert [line.text for line in extract.headers] == [HEADER]
    assert len(extract.pages) == 1
    assert all(text in extract.pages[0] for text in (*TITLES, *BODY))
    assert extract.properties["title"] == "Child Q"
    assert extract.properties["author"] == "Jo Bloggs"
    assert extract.properties["created"].startswith("2016-09-28")


@pytest.mark.parametrize("make", [make_docx, make_odt])
def test_sizes_and_weights_come_from_runs_and_styles(read: Read, make: Callable[[], bytes]) -> None:
    title, case = read(make()).lines[:2]
    assert (title.size, title.bold) == (26.0, True)
    assert (case.size, case.bold) == (20.0, False)


def test_word_text_boxes_and_content_controls_are_read_once(read: Read) -> None:
    extract = read(make_docx(text_box="A title in a box", control="A title in a control"))
    assert [line.text for line in extract.lines[:2]] == ["A title in a box", "A title in a control"]
    assert extract.pages[0].count("A title in a box") == 1


def test_word_tables_read_by_rows(read: Read) -> None:
    assert "Date of birth 2010\nAgency Health" in read(make_docx()).pages[0]


def test_old_word_files_are_read_by_their_piece_table(read: Read) -> None:
    extract = read(make_doc(cover=("Serious Case Review", "Child Q – “Q”"), body=("Étude Ŵ",)))
    assert extract.outcome is Outcome.OK
    assert extract.media_type == "application/msword"
    lines = [line.text for line in extract.lines]
    assert lines == [
        "Serious Case Review",
        "Child Q – “Q”",
        "Text of a box",
        "Étude Ŵ",
        "link",
        "Agency Health",
    ]
    assert [line.text for line in extract.headers] == [HEADER]
    assert extract.properties["title"] == "Child Q"
    assert extract.properties["created"] == "2016-09-28T10:30:00"
    assert extract.page_count == 2


def test_old_word_files_with_a_password_are_encrypted(read: Read) -> None:
    assert read(make_doc(encrypted=True)).outcome is Outcome.ENCRYPTED
    assert read(make_ole({"EncryptedPackage": b"x" * 4096})).outcome is Outcome.ENCRYPTED


def test_other_files_of_the_same_container_are_unsupported(read: Read) -> None:
    assert read(make_ole({"Something": b"x" * 4096})).outcome is Outcome.UNSUPPORTED


@pytest.mark.parametrize("place", range(0, 14_336, 512))
def test_old_word_files_with_damage_anywhere_never_raise(read: Read, place: int) -> None:
    body = bytearray(make_doc())
    body[place : place + 64] = b"\xff\x7f\x00\x41" * 16
    assert isinstance(read(bytes(body)).outcome, Outcome)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("make", [make_docx, make_odt])
def test_zips_that_were_cut_are_truncated(read: Read, make: Callable[[], bytes], share: float) -> None:
    assert read(cut(make(), share)).outcome is Outcome.TRUNCATED


def test_rtf_that_was_cut_keeps_what_came(read: Read) -> None:
    extract = read(cut(make_rtf(), 0.8))
    assert extract.outcome is Outcome.TRUNCATED
    assert "Serious Case Review" in extract.pages[0]


def test_a_word_file_with_a_damaged_part_is_a_parse_error(read: Read) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make_docx())) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"<broken" if name == "word/document.xml" else source.read(name))
    extract = read(out.getvalue())
    assert extract.outcome is Outcome.PARSE_ERROR
    assert extract.message


def test_a_word_file_with_damage_beside_its_text_is_read(read: Read) -> None:
    body = bytearray(make_docx())
    styles = body.index(b"word/styles.xml") + 200
    body[styles : styles + 40] = b"\0" * 40
    extract = read(bytes(body))
    assert extract.outcome is Outcome.OK
    assert [line.text for line in extract.lines][: len(TITLES)] == TITLES
    assert "damaged" in extract.message


def test_a_zip_bomb_is_refused_unopened(read: Read) -> None:
    body = zip_bomb_docx(300_000_000)
    assert len(body) < 500_000
    extract = read(body)
    assert extract.outcome is Outcome.LIMIT
    assert "would become" in extract.message


def test_entities_are_not_expanded(read: Read) -> None:
    out = io.BytesIO()
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(make_odt())) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode()
            target.writestr(
                name, laughs + part.replace("Jo Bloggs", "&b;") if name == "content.xml" else part
            )
    assert "haha" not in "".join(read(out.getvalue()).pages)


def test_a_review_published_as_a_page_keeps_its_main_text(read: Read) -> None:
    extract = read(html_review())
    assert extract.outcome is Outcome.OK
    first = extract.lines[0]
    assert (first.text, first.bold) == ("Serious Case Review: Child Q", True)
    assert [line.text for line in extract.lines[1:3]] == ["Overview report", "September 2016"]
    assert all(f"{number}. Part {number}" in extract.pages[0] for number in range(1, 13))
    everything = extract.pages[0] + " ".join(line.text for line in extract.lines)
    assert not any(word in everything for word in ("Cookies", "hidden", "News"))
    assert extract.properties["author"] == "Jo Bloggs"
    assert extract.properties["language"] == "en-gb"
    assert extract.properties["created"].startswith("2016-09-28")


def test_menus_and_cookie_bars_are_left_out_by_name_and_size(read: Read) -> None:
    text = "The panel met on several occasions and agreed the terms of reference. " * 5
    page = (
        "<html><body class='no-sidebar'><div id='cookie-bar'>We use cookies</div>"
        "<div class='main menu'>Home</div>"
        f"<div class='page with sidebar'><h1>Serious Case Review</h1><p>{text}</p></div></body></html>"
    )
    assert [line.text for line in read(page.encode()).lines] == ["Serious Case Review", text.strip()]


def test_a_page_without_text_is_no_document(read: Read) -> None:
    assert read(b"<html><body><script>1</script></body></html>").outcome is Outcome.NOT_A_DOCUMENT


def test_a_page_nested_beyond_reason_is_survived(read: Read) -> None:
    extract = read(b"<html><body>" + b"<div>" * 50_000 + b"Serious Case Review Child Q")
    assert isinstance(extract.outcome, Outcome)


def test_plain_text_is_read_in_either_code_page(read: Read) -> None:
    extract = read("Serious Case Review – Child Q\r\n\fMay 2016".encode("cp1252"))
    assert [(line.text, line.page) for line in extract.lines] == [
        ("Serious Case Review – Child Q", 1),
        ("May 2016", 2),
    ]
    assert read("Adolygiad Ŵ".encode("utf-16")).pages == ("Adolygiad Ŵ",)
