from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harvester.extract.assembly import Piece
from harvester.extract.words import words_of
from harvester.records import Extract
from harvester.vocabulary import Outcome
from tests.makers import damage
from tests.makers.pdf import (
    HEIGHT,
    CoverLine,
    Report,
    body_text,
    encrypted_pdf,
    make_pdf,
    picture_cover_pdf,
    scanned_pdf,
    simple_report,
)

Read = Callable[..., Extract]


def texts(extract: Extract, page: int = 1) -> list[str]:
    return [line.text for line in extract.lines if line.page == page]


def headers(extract: Extract, page: int) -> list[str]:
    return [line.text for line in extract.headers if line.page == page]


def test_reads_text_layout_and_properties(read: Read) -> None:
    extract = read(simple_report())
    assert extract.outcome is Outcome.OK
    assert extract.media_type == "application/pdf"
    assert extract.page_count == 4
    assert len(extract.pages) == 4
    assert extract.pages[0].startswith("Serious Case Review\nChild Q\nOverview Report")
    assert "Practitioners from health" in extract.pages[2]
    assert texts(extract) == [
        "Serious Case Review",
        "Child Q",
        "Overview Report",
        "Author: Jo Bloggs",
        "March 2016",
    ]
    title, case = extract.lines[:2]
    assert (title.size, title.bold) == (26.0, True)
    assert (case.size, case.bold) == (20.0, False)
    assert title.box is not None
    left, top, right, bottom = title.box
    assert (left, top, right, bottom) == pytest.approx((167, 179, 428, 205), abs=4)
    assert extract.properties["title"] == "Serious Case Review Child Q Overview Report"
    assert extract.properties["author"] == "Jo Bloggs"
    assert extract.properties["created"] == "2000-01-01T00:00:00"
    assert extract.extractor.startswith("harvester-extract")


def test_running_lines_are_told_from_the_text(read: Read) -> None:
    extract = read(simple_report())
    assert headers(extract, 2)[0] == "Northmoor Safeguarding Children Board"
    assert "Child Q overview report Page 2" in headers(extract, 2)
    assert not any("Page 2" in text or "Northmoor Safe" in text for text in texts(extract, 2))


def test_a_running_line_on_the_cover_is_a_header_and_the_title_is_not(read: Read) -> None:
    report = Report(
        cover=[CoverLine(text="Child Q", size=28, top=70), CoverLine(text="Overview Report", size=20)],
        header="Child Q",
        footer="Serious Case Review published 28.09.16",
        plain_cover=False,
        body=[body_text(number) for number in range(1, 5)],
    )
    extract = read(make_pdf(report))
    assert texts(extract) == ["Child Q", "Overview Report"]
    assert extract.lines[0].size == 28.0
    assert "Serious Case Review published 28.09.16 Page 1" in headers(extract, 1)
    assert "Child Q" in headers(extract, 1)


def test_a_cover_alone_keeps_its_top_and_bottom_lines(read: Read) -> None:
    cover = [
        CoverLine(text="Northmoor Safeguarding Children Board", size=14, top=50),
        CoverLine(text="Serious Case Review", size=26, top=300),
        CoverLine(text="Published March 2016", size=12, top=800),
        CoverLine(text="1", size=9, top=820),
    ]
    extract = read(make_pdf(Report(cover=cover)))
    assert texts(extract) == [
        "Northmoor Safeguarding Children Board",
        "Serious Case Review",
        "Published March 2016",
    ]
    assert headers(extract, 1) == ["1"]


def test_small_print_at_the_edge_of_a_single_page_is_a_footer(read: Read) -> None:
    cover = [
        CoverLine(text="Serious Case Review", size=26, top=300),
        CoverLine(text="Child Q final version", size=8, top=HEIGHT - 20),
    ]
    extract = read(make_pdf(Report(cover=cover)))
    assert texts(extract) == ["Serious Case Review"]
    assert headers(extract, 1) == ["Child Q final version"]


def test_pieces_of_one_line_are_joined(read: Read) -> None:
    cover = [
        CoverLine(text="28", size=20, top=200, x=100),
        CoverLine(text="th", size=12, rise=8, x=123, follow=True),
        CoverLine(text="September 2016", size=20, x=140, follow=True),
        CoverLine(text="Author:", top=300, x=72),
        CoverLine(text="Jo Bloggs", x=300, follow=True),
        CoverLine(text="SERIOUS CASE REVIEW", size=18, spacing=6, top=400),
        CoverLine(text="O V E R V I E W", size=18, top=440),
    ]
    assert texts(read(make_pdf(Report(cover=cover)))) == [
        "28th September 2016",
        "Author: Jo Bloggs",
        "SERIOUS CASE REVIEW",
        "OVERVIEW",
    ]


def test_a_title_printed_twice_for_weight_is_read_once(read: Read) -> None:
    cover = [
        CoverLine(text="Serious Case Review", size=24, top=200, x=100),
        CoverLine(text="Serious Case Review", size=24, x=100.4, follow=True),
    ]
    assert texts(read(make_pdf(Report(cover=cover)))) == ["Serious Case Review"]


def test_turned_text_is_left_out_of_the_lines(read: Read) -> None:
    cover = [CoverLine(text="Child Q", size=24), CoverLine(text="DRAFT", size=60, angle=45, top=600)]
    assert texts(read(make_pdf(Report(cover=cover)))) == ["Child Q"]


def test_columns_of_running_text_are_read_one_after_the_other(read: Read) -> None:
    one, two = (
        read(make_pdf(Report(body=[body_text(1)], columns=1))),
        read(make_pdf(Report(body=[body_text(1)], columns=2))),
    )
    assert " ".join(texts(two)) == " ".join(texts(one))


def test_labels_beside_long_values_are_rows_and_no_columns(read: Read) -> None:
    value = "A value that is long enough to look like running text"
    cover = []
    for number in range(8):
        cover.append(
            CoverLine(text=f"Name of the organisation {number}", x=60, top=200 + 20 * number, size=11)
        )
        cover.append(CoverLine(text=value, x=260, follow=True, size=11))
    found = texts(read(make_pdf(Report(cover=cover))))
    assert found == [f"Name of the organisation {number} {value}" for number in range(8)]


def test_a_hyphen_at_the_end_of_a_line_stays_there(read: Read) -> None:
    cover = [CoverLine(text="The partnership for safe-", x=72), CoverLine(text="guarding children", x=72)]
    assert read(make_pdf(Report(cover=cover))).pages[0] == "The partnership for safe-\nguarding children"


def test_only_the_first_three_pages_are_laid_out(read: Read) -> None:
    extract = read(simple_report(pages=6))
    assert {line.page for line in extract.lines} == {1, 2, 3}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_was_cut_is_truncated(read: Read, share: float) -> None:
    assert read(damage.cut(simple_report(pages=8), share)).outcome is Outcome.TRUNCATED


def test_only_the_end_mark_missing_is_not_held_against_a_file(read: Read) -> None:
    body = simple_report()
    extract = read(body[: body.rindex(b"%%EOF")])
    assert extract.outcome is Outcome.OK


def test_junk_that_a_server_appends_does_no_harm(read: Read) -> None:
    assert read(simple_report() + b"\n<!-- served in 0.2 s -->" * 20).outcome is Outcome.OK


def test_an_owner_password_reads_and_a_user_password_does_not(read: Read) -> None:
    extract = read(encrypted_pdf(user_password=""))
    assert extract.outcome is Outcome.OK
    assert texts(extract) == ["Serious Case Review", "Child R"]
    locked = read(encrypted_pdf(user_password="secret"))
    assert locked.outcome is Outcome.ENCRYPTED
    assert locked.pages == ()
    assert "password" in locked.message


def test_no_bytes_are_empty_and_noise_is_no_document(read: Read) -> None:
    assert read(b"").outcome is Outcome.EMPTY
    assert read(b"\0\1\2\3\4\5" * 100).outcome is Outcome.NOT_A_DOCUMENT
    assert read(b"\x89PNG\r\n\x1a\n" + b"\0" * 50).outcome is Outcome.UNSUPPORTED


def test_a_damaged_pdf_is_a_parse_error_with_a_reason(read: Read) -> None:
    extract = read(b"%PDF-1.4\nnothing of the kind\n%%EOF\n")
    assert extract.outcome is Outcome.PARSE_ERROR
    assert extract.message


def test_a_missing_file_is_an_outcome_too(tmp_path) -> None:
    from harvester.extract import read_file

    extract = read_file(tmp_path / "nowhere.pdf", "0" * 64)
    assert extract.outcome is Outcome.PARSE_ERROR
    assert "FileNotFoundError" in extract.message


def test_pictures_without_a_recogniser_are_image_only(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.extract.scans.recogniser", lambda: None)
    extract = read(scanned_pdf(["Serious Case Review"]))
    assert extract.outcome is Outcome.IMAGE_ONLY
    assert not extract.ocr
    assert extract.page_count == 1


def test_glyph_numbers_are_no_text(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.extract.scans.recogniser", lambda: None)
    assert read(damage.glyph_numbers_pdf()).outcome is Outcome.IMAGE_ONLY


def test_a_picture_cover_leaves_the_title_page_where_it_is(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harvester.extract.scans.recogniser", lambda: None)
    extract = read(picture_cover_pdf("A picture", ["Serious Case Review", "Child P"]))
    assert extract.outcome is Outcome.OK
    assert extract.pages[0] == ""
    assert texts(extract, 1) == []
    assert texts(extract, 2) == ["Serious Case Review", "Child P"]


def no_words(*_args: object) -> tuple[list[Piece], int]:
    return [], 0


def guesses(*args: Any) -> tuple[list[Piece], int]:
    pieces, _ = words_of(*args)
    return [piece._replace(text="?") for piece in pieces], len(pieces)


@pytest.mark.parametrize("sees", [no_words, guesses])
def test_pdfminer_stands_in_where_pdfium_sees_no_words_or_guesses_them(
    read: Read, monkeypatch: pytest.MonkeyPatch, sees: Callable[..., object]
) -> None:
    monkeypatch.setattr("harvester.extract.page_text.words_of", sees)
    extract = read(simple_report())
    assert texts(extract)[:3] == ["Serious Case Review", "Child Q", "Overview Report"]
    assert extract.lines[0].size == 26.0
    assert "layout of page 1 by pdfminer.six" in extract.message


def test_guesses_are_better_than_nothing(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RecursionError

    monkeypatch.setattr("harvester.extract.page_text.words_of", guesses)
    monkeypatch.setattr("harvester.extract.layout._pages_of_pieces", fail)
    extract = read(simple_report())
    assert texts(extract, 1)[:1] == ["? ? ?"]
    assert extract.message == ""


def test_a_slow_layout_engine_is_stopped(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    def dawdle(*_args: object) -> None:
        while True:
            pass

    monkeypatch.setattr("harvester.extract.layout.LAYOUT_SECONDS", 0.2)
    monkeypatch.setattr("harvester.extract.layout._pages_of_pieces", dawdle)
    monkeypatch.setattr("harvester.extract.page_text.words_of", no_words)
    extract = read(simple_report())
    assert extract.outcome is Outcome.OK
    assert extract.pages[0].startswith("Serious Case Review")
    assert extract.lines == ()


def test_a_slow_layout_costs_the_layout_and_not_the_text(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    def dawdle(*_args: object) -> None:
        while True:
            pass

    monkeypatch.setattr("harvester.extract.pdf.LAYOUT_SECONDS", 0.2)
    monkeypatch.setattr("harvester.extract.pdf.assemble", dawdle)
    extract = read(simple_report())
    assert extract.outcome is Outcome.OK
    assert extract.pages[0].startswith("Serious Case Review")
    assert (extract.lines, extract.message) == ((), "layout left out: it took too long")


def test_a_raised_ordinal_and_a_narrow_blank_are_read_as_printed(read: Read) -> None:
    narrow = CoverLine(text="Child Q review of practice", size=20, spacing=-0.9, top=300)  # of its blanks too
    raised = [
        CoverLine(text="Published 28", size=16, top=400, x=100),
        CoverLine(text="th", size=9, rise=6, follow=True, x=192.5),
        CoverLine(text="September 2016", size=16, follow=True, x=204.5),
    ]
    assert texts(read(make_pdf(Report(cover=[narrow, *raised]))), 1) == [
        "Child Q review of practice",
        "Published 28th September 2016",
    ]


@pytest.mark.parametrize("make", [damage.nested_arrays, damage.nested_catalogue, damage.page_tree_loop])
def test_odd_structures_are_survived_in_this_process(read: Read, make: Callable[[], bytes]) -> None:
    extract = read(make())
    assert extract.outcome in {Outcome.IMAGE_ONLY, Outcome.PARSE_ERROR}


@pytest.mark.parametrize("body", [damage.lying_page(), damage.polyglot(), damage.scripted_pdf("http://x/")])
def test_reports_with_something_odd_are_read(read: Read, body: bytes) -> None:
    extract = read(body)
    assert extract.outcome is Outcome.OK
    assert "Serious Case Review" in extract.pages[0]


def test_a_web_page_under_the_name_of_a_pdf_is_no_document(read: Read) -> None:
    extract = read(damage.html_as_pdf(), "report.pdf")
    assert extract.outcome is Outcome.NOT_A_DOCUMENT
    assert extract.media_type == "text/html"


# ---------------------------------------------------------------- title pages in two columns

WRAPPED = [("Local Child Safeguarding", 200.0), ("Practice Review", 232.0), ("Overview Report", 264.0)]


def _two_columns(*right: tuple[str, float], x: float = 380) -> list[CoverLine]:
    left = [CoverLine(text=text, size=22, bold=True, x=50, top=top) for text, top in WRAPPED]
    beside = [CoverLine(text=text, size=11, x=x, top=top) for text, top in right]
    return sorted([*left, *beside], key=lambda line: line.top or 0)


def test_columns_of_a_title_page_are_kept_apart(read: Read) -> None:
    right = [("Coldmere Safeguarding Children", 212.0), ("Partnership", 226.0), ("Author: Ann Tolley", 262.0)]
    found = texts(read(make_pdf(Report(cover=_two_columns(*right)))))
    assert found == [text for text, _ in (*WRAPPED, *right)]


def test_columns_close_to_each_other_are_kept_apart(read: Read) -> None:
    right = [("Coldmere Safeguarding", 198.0), ("Children Partnership", 212.0), ("May 2019", 231.0)]
    found = texts(read(make_pdf(Report(cover=_two_columns(*right, x=340)))))
    assert found == [text for text, _ in (*WRAPPED, *right)]


def test_a_few_labels_and_values_are_rows_on_a_title_page(read: Read) -> None:
    cover = [CoverLine(text="Serious Case Review", size=24, top=150)]
    for number, (label, value) in enumerate(
        (("Author", "Ann Tolley"), ("Date", "May 2019"), ("Status", "Final"))
    ):
        cover.append(CoverLine(text=label, x=72, top=300 + 24 * number, size=12, bold=True))
        cover.append(CoverLine(text=value, x=240, follow=True, size=11))
    expected = ["Serious Case Review", "Author Ann Tolley", "Date May 2019", "Status Final"]
    assert texts(read(make_pdf(Report(cover=cover)))) == expected


def test_one_line_beside_a_title_parts_nothing(read: Read) -> None:
    cover = [
        CoverLine(text="Child W", size=12, x=60, top=200),
        CoverLine(text="Final", size=10, x=400, top=199),
        CoverLine(text="Overview Report", size=12, x=60, top=240),
    ]
    assert texts(read(make_pdf(Report(cover=cover)))) == ["Child W Final", "Overview Report"]


def test_small_print_far_beside_a_headline_is_a_line_of_its_own(read: Read) -> None:
    cover = [
        CoverLine(text="Child W", size=22, x=60, top=200),
        CoverLine(text="Author: Ann Tolley", size=12, x=400, top=199),
        CoverLine(text="May 2019", size=12, x=400, top=215),
    ]
    assert texts(read(make_pdf(Report(cover=cover)))) == ["Child W", "Author: Ann Tolley", "May 2019"]
