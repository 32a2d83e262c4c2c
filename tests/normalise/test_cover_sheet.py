"""A repository's cover sheet before the title page."""

from __future__ import annotations

import pytest

from harvester.normalise.cover_sheet import read_sheet
from harvester.normalise.covers import read_cover
from harvester.records import Description, Line
from harvester.vocabulary import Role

FIELDS = ("Title: Serious case review: Child V7.", "Author: Ann Tolley", "Date of publication: 2016")
DEPOSIT = (
    "This case review report was deposited by the publishing partnership to the",
    "National case review repository, which a charity keeps for all of them. It may be read",
    "there by anyone.",
)
BEHIND = ("Serious Case Review", "Child V7", "Executive Summary", "May 2016")


def pages(*texts: tuple[str, ...]) -> list[Line]:
    return [Line(text=t, page=p, number=n) for p, page in enumerate(texts, 1) for n, t in enumerate(page, 1)]


def read(*texts: tuple[str, ...]) -> Description:
    return read_cover(pages(*texts), [])


def test_the_title_page_behind_a_sheet_that_speaks_of_its_deposit_is_read() -> None:
    found = read((*FIELDS, "LSCB: Coldmere Safeguarding Children Board", *DEPOSIT), BEHIND)
    assert (found.completed, found.role) == ("2016-05", Role.EXECUTIVE_SUMMARY)
    assert (found.title, found.published) == ("Serious case review: Child V7", "2016")


@pytest.mark.parametrize(
    "label",
    [
        *("LSCB", "LSCP", "Partnership", "Publisher", "Published by", "Board", "SAB"),
        *("Child protection committee", "Safeguarding partnership", "Community safety partnership"),
    ],
)
def test_the_board_may_be_called_differently(label: str) -> None:
    found = read((FIELDS[0], f"{label}: Coldmere Safeguarding Children Partnership", FIELDS[2]))
    assert found.title == "Serious case review: Child V7"
    assert found.board == "Coldmere Safeguarding Children Partnership"


def test_title_author_and_date_make_a_sheet_without_a_board() -> None:
    found = read((*FIELDS, *DEPOSIT), BEHIND)
    assert (found.title, found.authors) == ("Serious case review: Child V7", ("Ann Tolley",))
    assert (found.published, found.completed, found.board) == ("2016", "2016-05", None)


def test_a_title_alone_is_no_sheet() -> None:
    assert read_sheet(pages(("Title: Serious Case Review", "Child V7", "May 2016"))) == (None, 0)


def test_a_title_page_on_the_page_of_the_sheet_is_read() -> None:
    found = read((*FIELDS, *DEPOSIT[:1], *BEHIND), ("Contents", "1. Introduction"))
    assert (found.completed, found.role) == ("2016-05", Role.EXECUTIVE_SUMMARY)


def test_a_wrapped_field_is_joined() -> None:
    lines = ("Title: Serious case review concerning the family", "of Child V7", *FIELDS[1:])
    assert read(lines).title == "Serious case review concerning the family of Child V7"


def test_the_sheet_of_a_review_published_for_an_unnamed_board_is_passed_over() -> None:
    sheet = [
        "Serious Case Review",
        "No: 2018/X1234",
        "Published by the National Library",
        "On behalf of an unnamed local safeguarding children board",
        "This report was written by an independent author and is owned by the board.",
        "Copyright of this report remains with the board.",
    ]
    own = ["EXECUTIVE SUMMARY REPORT", "SERIOUS CASE REVIEW", "Children F, G and H", "Author: Ann Flint"]
    for page in (1, 3):
        lines = [Line(text=text, page=1, number=n) for n, text in enumerate(sheet, 1)]
        lines += [Line(text=text, page=page, number=n) for n, text in enumerate(own, 10)]

        told = read_cover(lines, [])

        assert told.title == "Executive Summary Report Serious Case Review Children F, G and H"
        assert (told.case_name, told.authors) == ("Children F, G and H", ("Ann Flint",))


def test_a_sheet_for_an_unnamed_board_alone_is_read() -> None:
    texts = [
        "Serious Case Review",
        "No: 2018/X1234",
        "Published by the National Library",
        "On behalf of an unnamed board",
    ]

    told = read_cover([Line(text=text, page=1, number=n) for n, text in enumerate(texts, 1)], [])

    assert told.review_type == "scr"
