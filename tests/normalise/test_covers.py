"""Title pages: each trap on its own, and the measured accuracy on labelled and invented covers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harvester.evaluate.covers import FIELDS, Cover, load_covers, measure_files, measure_lines
from harvester.normalise.covers import read_cover
from harvester.records import Description, Line, SourceInfo
from harvester.vocabulary import Nation, Origin, Precision, ReviewType, Role
from tests.makers.pdf import CoverLine, Report, body_text, make_pdf

if TYPE_CHECKING:
    from collections.abc import Sequence

EXTRA = Path(__file__).with_name("covers_extra.jsonl")
LABELLED = load_covers()
INVENTED = load_covers(EXTRA)


def cover(*texts: str, header: str | None = None, source: SourceInfo | None = None) -> Description:
    lines = [Line(text=t, page=1, number=i, box=(0.0, 10.0 * i, 9.0, 9.0)) for i, t in enumerate(texts, 1)]
    headers = [Line(text=header, page=1, number=0)] if header else []
    return read_cover(lines, headers, source=source)


# ---------------------------------------------------------------- measured


@pytest.mark.parametrize(
    ("covers", "floor"), [(LABELLED, 0.97), (INVENTED, 0.96)], ids=["labelled", "invented"]
)
def test_accuracy(covers: Sequence[Cover], floor: float) -> None:
    scores = measure_lines(covers)
    assert scores.mean >= floor, scores.misses
    assert all(scores.accuracy(name) >= 0.93 for name in FIELDS), scores.as_dict()


def test_there_are_enough_invented_covers() -> None:
    assert len(INVENTED) >= 60
    assert len({c.id for c in INVENTED}) == len(INVENTED)


def wrapped(one: Cover, width: int) -> Cover:
    lines: list[str] = []
    for text in one.lines:
        line = ""
        for word in text.split():
            if line and len(line) + len(word) + 1 > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return replace(one, lines=tuple(lines))


def header_on_the_page(one: Cover) -> Cover:
    top = (one.running_header,) if one.running_header else ()
    return replace(one, lines=(*top, *one.lines), running_header=None)


def shouted(one: Cover) -> Cover:
    return replace(one, lines=tuple(t.upper() for t in one.lines))


@pytest.mark.parametrize(
    ("change", "floor"),
    [(lambda c: wrapped(c, 44), 0.95), (header_on_the_page, 0.96), (shouted, 0.96)],
    ids=["lines broken at 44 characters", "running header among the lines", "all capitals"],
)
def test_accuracy_holds_when_the_layout_changes(change, floor: float) -> None:
    scores = measure_lines([change(c) for c in (*LABELLED, *INVENTED)])
    assert scores.mean >= floor, scores.as_dict()


@pytest.mark.parametrize("style", ["plain", "set", "bodied"])
def test_accuracy_end_to_end(style: str, tmp_path: Path) -> None:
    sample = LABELLED if style == "plain" else [*LABELLED[::3], *INVENTED[::6]]
    paths = {}
    for one in sample:
        paths[one.id] = tmp_path / f"{one.id}.pdf"
        paths[one.id].write_bytes(make_pdf(report(one, style)))
    scores = measure_files(sample, paths)
    assert scores.mean >= 0.96, scores.misses


def report(one: Cover, style: str) -> Report:
    header = one.running_header or ""
    if style == "plain":
        lines = [CoverLine(text=t, size=12) for t in one.lines]
        return Report(cover=lines, header=header, plain_cover=False, numbered=False)
    if style == "set":
        lines = [
            CoverLine(text=t, size=20 if i < 3 else 12, bold=i < 3, x=72) for i, t in enumerate(one.lines)
        ]
        return Report(cover=lines, footer=header, body=[body_text(1)])
    lines = [CoverLine(text=t, size=13) for t in one.lines]
    return Report(cover=lines, header=header, plain_cover=False, body=[body_text(1)])


# ---------------------------------------------------------------- one trap each


def test_birth_and_death_are_no_dates_of_the_report() -> None:
    found = cover("Serious Case Review", "Child X", "Born 15th July 2007", "Died 3rd March 2012")
    assert (found.published, found.completed) == (None, None)


def test_an_unlabelled_month_is_completion() -> None:
    found = cover("Serious Case Review", "Child X", "October 2016")
    assert (found.published, found.completed) == (None, "2016-10")


def test_published_and_completed_on_one_page() -> None:
    found = cover("Serious Case Review", "Child X", "Published: 20th August 2014", "2 March 2014")
    assert (found.published, found.published_precision) == ("2014-08-20", Precision.DAY)
    assert found.completed == "2014-03-02"


@pytest.mark.parametrize(
    ("lines", "completed"),
    [
        (("October 2013", "updated July 2014"), "2014-07"),
        (("Approved by the Board February 26th 2015", "Update14.3.15"), "2015-02-26"),
        (("Endorsed on 13/08/2012 by members", "Presented to the Board on", "16 July 2012"), "2012-07-16"),
        (("Date of Incident: July 2015", "Report date: May 2016"), "2016-05"),
        (("In accordance with Working Together 2010",), None),
    ],
)
def test_which_date_completes(lines: tuple[str, ...], completed: str | None) -> None:
    assert cover("Serious Case Review", "Child X", *lines).completed == completed


def test_date_in_the_running_header_only() -> None:
    found = cover("Serious Case Review", "Baby L", header="Serious Case Review published 28.09.16")
    assert found.published == "2016-09-28"
    evidence = next(e for e in found.evidence if e.field == "published")
    assert evidence.origin is Origin.HEADER


def test_repository_sheet_gives_its_fields_and_a_fuller_date_wins() -> None:
    sheet = (
        "Title: Serious case review: overview report: Child N.",
        "LSCB: Coldmere Safeguarding Children Board",
        "Author: Rosalind Peake",
        "Date of publication: 2015",
        "This case review report was deposited by the publishing LSCB(s)",
    )
    alone = cover(*sheet)
    assert alone.title == "Serious case review: overview report: Child N"
    assert (alone.published, alone.published_precision) == ("2015", Precision.YEAR)
    assert (alone.board, alone.authors) == ("Coldmere Safeguarding Children Board", ("Rosalind Peake",))
    fuller = cover(*sheet, "SERIOUS CASE REVIEW", "Child N", "Published 11th February 2015")
    assert fuller.published == "2015-02-11"
    other = cover(*sheet, "SERIOUS CASE REVIEW", "Child N", "Published 11th February 2017")
    assert other.published == "2017-02-11" or other.published == "2015"


def test_a_response_that_is_only_mentioned_is_no_role() -> None:
    found = cover(
        "Serious Case Review Overview Report",
        "Child E",
        "NB To be read alongside the Westfell LSCB Response Document",
    )
    assert found.role is Role.OVERVIEW_REPORT


def test_summary_of_an_overview_report_is_a_summary() -> None:
    assert (
        cover("Serious Case Review Overview Report", "Executive Summary", "Child F").role
        is Role.EXECUTIVE_SUMMARY
    )


def test_letters_depend_on_the_nation() -> None:
    brae = SourceInfo(slug="brae", title="Brae Child Protection Committee", nation=Nation.SCOTLAND)
    assert cover("SCR", "Child F", source=brae).review_type is ReviewType.SIG_CR
    assert cover("SCR", "Child F").review_type is ReviewType.SCR


def test_an_adults_board_reviews_adults() -> None:
    found = cover("Westfell Safeguarding Adults Board", "Serious Case Review", "The murder of Gillian Hope")
    assert found.review_type is ReviewType.SAR


def test_a_person_under_the_kind_is_the_case_and_by_the_date_the_author() -> None:
    assert cover("Serious Case Review", "Daniel Hartley", "September 2013").case_name == "Daniel Hartley"
    found = cover("Serious Case Review", "Child D", "Daniel Hartley", "September 2013")
    assert (found.case_name, found.authors) == ("Child D", ("Daniel Hartley",))


def test_a_joint_review_names_both_boards() -> None:
    found = cover(
        "Northmoor Safeguarding Children Board",
        "Westfell Safeguarding Children Board",
        "Serious Case Review",
        "Child X",
    )
    assert found.board == "Northmoor Safeguarding Children Board and Westfell Safeguarding Children Board"
    found = cover(
        "Northmoor Safeguarding Children Board",
        "Coldmere Community Safety Partnership",
        "Serious Case Review",
        "Child X",
    )
    assert found.board == "Northmoor Safeguarding Children Board"


@pytest.mark.parametrize(
    "line",
    [
        "Working together to keep children safe",
        "Safeguarding is everyone's business",
        "Civic Centre, High Street, Northmoor NM1 2AB",
        "Duncombe Consulting Ltd",
        "www.northmoorscp.example.org",
        "Age: 4 months",
        "Business Manager: Ann Duncombe",
        "OFFICIAL - SENSITIVE",
        "Page 1 of 44",
        "P a g e 1 | 25",
    ],
)
def test_lines_that_are_no_part_of_the_title(line: str) -> None:
    found = cover(line, "Serious Case Review", "Child X", "Overview Report", line)
    assert found.title == "Serious Case Review Child X Overview Report"
    assert found.authors == ()


def test_nothing_is_made_up() -> None:
    assert cover() == Description()
    found = cover("Annual Report 2018-19", "Our year in numbers")
    assert (found.review_type, found.role, found.case_name, found.published) == (None, None, None, None)


def test_evidence_says_where() -> None:
    found = cover("Serious Case Review", "Child X", "Author: Helen Marchbank")
    for name in ("title", "review_type", "case_name", "authors"):
        evidence = next(e for e in found.evidence if e.field == name)
        assert evidence.page == 1
        assert evidence.box is not None
        assert 0 < evidence.confidence <= 1
        assert evidence.rule


def test_contents_and_body_are_not_the_title() -> None:
    found = cover("SAR William", "Contents", "1. Introduction", "2. Serious Case Review Child Z")
    assert found.title == "SAR William"
    assert found.case_name == "William"


@pytest.mark.parametrize(
    "texts",
    [
        ["Serious Case Review " * 4000],
        ["(" * 9000],
        ["A" * 100_000],
        ["Author: " + "A. " * 9000],
        ["1 "] * 5000,
    ],
)
def test_hostile_pages_are_quick(texts: list[str]) -> None:
    assert isinstance(cover(*texts), Description)
