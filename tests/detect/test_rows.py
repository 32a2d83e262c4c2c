"""Rows of JSON: what a row alone says, and what the other rows of its page add."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from harvester.cli.judge import judge
from harvester.detect.rows import MAX_TOGETHER, judge_row, judge_rows, row_to_link
from harvester.errors import UsageError

PAGE = {
    "page_url": "https://www.eastmarchscp.org.uk/reviews/",
    "page_title": "Child Safeguarding Practice Reviews",
    "href": None,
}


def row(text: str, context: str | None, **other: str | None) -> dict[str, str | None]:
    return PAGE | {"link_text": text, "context": context} | other


def test_a_sentence_around_a_vague_link_is_no_heading() -> None:
    link, _ = row_to_link(row("here", "The response of the partnership can be read"))
    assert (link.heading, link.nearby) == ("", "The response of the partnership can be read")
    link, _ = row_to_link(row("here", "Child Alder"))
    assert (link.heading, link.nearby) == ("Child Alder", "")
    assert (
        judge_row(row("here", "Download the LCSPR of Child Alder here and the board response")).role
        == "response"
    )


@pytest.mark.parametrize(
    "context", ["On this page:", "Contents", "In this issue", "The E-Bulletin includes;"]
)
def test_a_list_of_contents_leads_to_no_document(context: str) -> None:
    assert not judge_row(row("Child Alder: serious case review", context)).is_review_document
    assert judge_row(row("Child Alder: serious case review", "Published reviews")).is_review_document


@pytest.mark.parametrize(
    "text",
    [
        "More information about the Family R serious case review (Marlow LSCB website)",
        "Further details of the Child Alder review",
        "Serious case reviews page",
    ],
)
def test_a_link_that_says_it_leads_on_is_no_document(text: str) -> None:
    assert not judge_row(row(text, "Family R: serious case review; 23 November 2015")).is_review_document


def test_one_page_of_learning_is_a_document() -> None:
    verdict = judge_row(row("Learning on one page: Child Alder LCSPR", "Published reviews"))
    assert verdict.is_review_document


def test_a_review_named_by_its_theme_is_no_list() -> None:
    verdict = judge_row(
        row("Youth Violence: Thematic Serious Case Review", "Eastmarch Serious Case Reviews; June 2020")
    )
    assert verdict.is_review_document
    assert verdict.published == "2020-06"
    assert not judge_row(row("Serious Case Review", "Professionals", page_title="Home")).is_review_document


def test_further_information_stands_above_documents_too() -> None:
    for context in ("Further information:", "Published reviews"):
        verdict = judge_row(
            row("EMSCB serious case review: executive summary and board response (PDF)", context)
        )
        assert verdict.is_review_document
        assert verdict.role == "executive_summary"


def test_other_rows_of_the_page_complete_what_a_row_leaves_open() -> None:
    rows = [
        row("here", "The partnership published LCSPR Child Alder on 7 February 2022. Read the full report"),
        row("Learning slides - Child Alder", None, page_title="Learning from reviews"),
        row("Referral form", None),
    ]
    alone = [judge_row(each) for each in rows]
    together = judge_rows(rows)
    assert (
        [v.is_review_document for v in together]
        == [v.is_review_document for v in alone]
        == [True, True, False]
    )
    assert (alone[1].review_type, alone[1].published) == (None, None)
    assert (together[1].review_type, together[1].published) == ("cspr", "2022-02-07")
    assert together[2] == alone[2]


def test_rows_of_other_pages_add_nothing() -> None:
    first = row(
        "here", "The partnership published LCSPR Child Alder on 7 February 2022. Read the full report"
    )
    second = row("Learning slides - Child Alder", None, page_url="https://www.eastmarchscp.org.uk/other/")
    out = CliRunner().invoke(
        judge, [], input=f"{json.dumps(first)}\n{json.dumps(second)}\n", catch_exceptions=False
    )
    answers = [json.loads(line) for line in out.output.splitlines()]
    assert [answer["published"] for answer in answers] == ["2022-02-07", None]


def test_many_rows_of_one_page_are_all_answered_in_order() -> None:
    rows = [row(f"Form {number}", None) | {"id": number} for number in range(MAX_TOGETHER + 7)]
    out = CliRunner().invoke(judge, [], input="\n".join(map(json.dumps, rows)), catch_exceptions=False)
    assert [json.loads(line)["id"] for line in out.output.splitlines()] == [each["id"] for each in rows]


def test_what_stands_before_a_broken_line_is_answered() -> None:
    for broken in ("{", json.dumps(row("x", None) | {"context": 3})):
        result = CliRunner().invoke(
            judge, [], input=f"{json.dumps(row('Child Alder SCR', None) | {'page_url': None})}\n{broken}\n"
        )
        assert isinstance(result.exception, UsageError)
        assert "line 2" in str(result.exception)
        assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize(
    "context",
    [
        "More information on the review process can be found",
        "Working Together to Safeguard Children 2018 can be found",
        "sets out the arrangements by which the partnership will decide on a Rapid Review",
    ],
)
def test_a_vague_link_beside_a_promise_of_more_is_no_document(context: str) -> None:
    assert not judge_row(row("here", context)).is_review_document
    assert judge_row(row("here", "The full report on Child Alder can be read")).is_review_document


def test_names_in_an_annual_report_and_groups_are_no_documents() -> None:
    annual = {
        "page_title": "Annual Report 2023 - Introduction",
        "page_url": "https://www.eastmarchscp.org.uk/annual-report/",
    }
    assert not judge_row(
        row("Alder and Rowan", "In 2023 we published two reviews", **annual)
    ).is_review_document
    assert not judge_row(row("Learning from Practice Group", "can refer cases to the")).is_review_document


def test_a_page_does_not_link_itself() -> None:
    page = {
        "page_title": "Learning from Serious Case Review Child N",
        "page_url": "https://www.eastmarchlscb.org.uk/n.asp",
    }
    assert not judge_row(row("Learning from Serious Case Review Child N", None, **page)).is_review_document
    assert judge_row(row("Overview report", "Child N", **page)).is_review_document
