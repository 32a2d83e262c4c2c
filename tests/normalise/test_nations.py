"""Covers, dates, roles and boards as Welsh, Scottish and Irish publishers write them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.detect.pages import parse_page
from harvester.normalise.boards import find_boards
from harvester.normalise.covers import read_cover
from harvester.normalise.dates import DateLabel, find_dates
from harvester.normalise.describe import describe
from harvester.normalise.links import describe_link
from harvester.normalise.roles import find_roles, resolve_role
from harvester.records import Description, Line, SourceInfo
from harvester.vocabulary import Nation, ReviewType, Role
from tests.normalise.test_describe import extract, sighting

WELSH = SourceInfo(slug="oxmere", title="Oxmere Safeguarding Board", nation=Nation.WALES)


def cover(*texts: str, source: SourceInfo | None = WELSH) -> Description:
    lines = [Line(text=t, page=1, number=i, box=(0.0, 10.0 * i, 9.0, 9.0)) for i, t in enumerate(texts, 1)]
    return read_cover(lines, [], source=source)


def test_a_welsh_template_cover() -> None:
    found = cover(
        "Bwrdd Diogelu Llanfaen",
        "Adroddiad Adolygiad Ymarfer Plant",
        "Adolygiad Ymarfer Plant Estynedig",
        "Ynghylch: AYP LLSB 4/2020",
        "Dyddiad cyflwyno'r adroddiad i'r Bwrdd: Chwefror 2021",
    )
    assert found.title == (
        "Adroddiad Adolygiad Ymarfer Plant Adolygiad Ymarfer Plant Estynedig Ynghylch: AYP LLSB 4/2020"
    )
    assert (found.review_type, found.case_name) == (ReviewType.CPR, "AYP LLSB 4/2020")
    assert (found.completed, found.published, found.language) == ("2021-02", None, "cy")


def test_a_welsh_kind_broken_over_two_lines_is_one() -> None:
    found = cover(
        "Adroddiad Adolygiad Diogelu Unedig",
        "Sengl",
        "Adolygiad Diogelu Unedig Sengl",
        "Ynghylch: ADUS 3 2025",
    )
    assert found.title == (
        "Adroddiad Adolygiad Diogelu Unedig Sengl Adolygiad Diogelu Unedig Sengl Ynghylch: ADUS 3 2025"
    )
    assert found.review_type is ReviewType.SUSR


def test_a_title_above_a_board_that_names_its_area_behind_is_no_part_of_it() -> None:
    found = cover(
        "Executive Summary Report",
        "Case Management Review:",
        "Three Sisters",
        "Safeguarding Board for the Harrow Coast",
        source=SourceInfo(
            slug="coast", title="Safeguarding Board for the Harrow Coast", nation=Nation.ENGLAND
        ),
    )
    assert found.board == "Safeguarding Board for the Harrow Coast"
    assert found.title == "Executive Summary Report Case Management Review: Three Sisters"
    assert [b.name for b in find_boards("North Oxmere\nSafeguarding Board")] == [
        "North Oxmere Safeguarding Board"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Serious Case Reviews before 2013",
        "Adolygiadau Achosion Difrifol cyn 2013",
        "Reviews older than 2013",
        "Reports from 2012 and earlier",
        "Adroddiadau 2012 a chynt",
        "Reviews completed prior to April 2013",
        "Reviews up to 2013",
    ],
)
def test_a_bound_is_no_date(text: str) -> None:
    assert {d.label for d in find_dates(text)} <= {DateLabel.PERIOD}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On 7 March 2022 the joint review of Child W was published.", DateLabel.PUBLISHED),
        ("In May 2019 the reports about both families were published.", DateLabel.PUBLISHED),
        ("On 7 March 2022 Child W was found and a review was published.", None),
        ("In June 2012 the review was begun; it was published in 2014.", None),
    ],
)
def test_a_sentence_that_begins_with_its_date(text: str, expected: DateLabel | None) -> None:
    assert find_dates(text)[0].label is expected


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Dyddiad cyflwyno'r adroddiad i'r Bwrdd: Mai 2019", DateLabel.PRESENTED),
        ("Cymeradwywyd gan y Bwrdd: 4 Mehefin 2019", DateLabel.APPROVED),
        ("Dyddiad cyhoeddi: 12 Awst 2019", DateLabel.PUBLISHED),
        ("Rhyddhawyd 12 Awst 2019", DateLabel.PUBLISHED),
    ],
)
def test_welsh_labels_of_dates(text: str, label: DateLabel) -> None:
    assert find_dates(text)[0].label is label


@pytest.mark.parametrize(
    "text", ["CMR learning memo: Orla", "Practice memo - Child R", "Learning Memorandum"]
)
def test_a_learning_memo_is_a_briefing(text: str) -> None:
    assert resolve_role(find_roles(text)) is Role.BRIEFING


def test_a_heading_does_not_outweigh_the_links_own_role() -> None:
    link = sighting("Learning memo: Orla", heading="Executive summary reports")
    text = extract("Learning Memo", "Case Management Review: Orla")
    assert describe(text, [link], None, None).role is Role.BRIEFING


def test_a_date_in_a_file_name_says_nothing_beside_a_published_date() -> None:
    link = sighting("Report", heading="Child X")
    named = "https://example.org/uploads/03.05.21-FINAL-CPR-REPORT.pdf"
    there = replace(link, url=named, link=replace(link.link, url=named))
    told = extract("Child Practice Review", "Child X", "Published 4 May 2021")
    silent = extract("Child Practice Review", "Child X")
    assert describe(told, [there], None, WELSH).completed is None
    assert describe(silent, [there], None, WELSH).completed == "2021-05-03"


def test_what_was_not_fetched_is_called_by_its_link() -> None:
    link = sighting("Summary report", heading="Significant Case Reviews")
    assert describe(None, [link], None, None).title == "Summary report"
    case = sighting("Summary report", heading="Child Z")
    assert describe(None, [case], None, None).title == "Child Z: Summary report"


def _published(body: str, url: str = "https://oxmere.example/news/post") -> dict[str, str | None]:
    page = parse_page(f"<html><body><main>{body}</main></body></html>".encode(), url, encoding="utf-8")
    return {
        link.text: describe_link(link, page, nation=Nation.WALES).published
        for link in page.links
        if ".pdf" in link.url
    }


def test_a_post_dates_its_links_below() -> None:
    body = (
        "<h1>Practice reviews</h1><p><a href='/a.pdf'>CPR OXSB 4/2020 report</a></p>"
        "<p><a href='/b.pdf'>APR OXSB 5/2020 report</a></p>{}<p>Posted on Friday 3rd March 2023</p>"
    )
    assert set(_published(body.format("")).values()) == {"2023-03-03"}
    later = body.format("") + "<p><a href='/c.pdf'>Another post's report</a></p>"
    assert _published(later)["CPR OXSB 4/2020 report"] is None
    twice = body.format("<p>Posted on Friday 10th March 2023</p>")
    assert _published(twice)["CPR OXSB 4/2020 report"] is None


def test_the_other_language_in_one_line_shares_the_date() -> None:
    line = "<ul><li><a href='/e.pdf'>{}</a> / <a href='/c.pdf'>Plentyn K – Crynodeb Gweithredol</a></li></ul>"
    welsh = "Plentyn K – Crynodeb Gweithredol"
    assert _published(line.format("Child K – Executive Summary (May 2010)"))[welsh] == "2010-05"
    assert _published(line.format("Child L – Executive Summary (May 2010)"))[welsh] is None
