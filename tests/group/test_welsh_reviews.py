"""One review in two languages, and the numbers by which Welsh boards tell theirs apart."""

from __future__ import annotations

from typing import Any

import pytest

from harvester.group import group
from harvester.records import GroupInput, SourceInfo
from harvester.vocabulary import Nation, ReviewType, Role

SITE = SourceInfo(slug="oxmere", title="Oxmere Safeguarding Board", nation=Nation.WALES)


def document(name: str, case: str | None, **values: Any) -> GroupInput:
    given: dict[str, Any] = {
        "id": name,
        "source": "oxmere",
        "nation": Nation.WALES,
        "sha256": None,
        "url": f"https://oxmere.example/{name}.pdf",
        "page_url": f"https://oxmere.example/page-of-{name}",
        "heading": "",
        "title": case or "Paper",
        "review_type": ReviewType.CPR,
        "role": Role.OVERVIEW_REPORT,
        "case_name": case,
        "board": None,
        "published": None,
        "completed": None,
        "language": "en",
        "text": "",
        "first_seen": "2026-01-01T00:00:00Z",
    }
    return GroupInput(**(given | values))


def sets(*documents: GroupInput) -> list[list[str]]:
    return sorted(sorted(r.document_ids) for r in group(documents, [SITE]).reviews)


CY = {"language": "cy"}
APR = {"review_type": ReviewType.APR}
SUSR = {"review_type": ReviewType.SUSR}


@pytest.mark.parametrize(
    ("english", "welsh"),
    [
        (document("en", "CPR 3/2019"), document("cy", "AYP 3/2019", **CY)),
        (document("en", "APR OXCSB 2/2020", **APR), document("cy", "AYO OXCSB 02/2020", **CY, **APR)),
        (document("en", "SUSR 1/2025", **SUSR), document("cy", "ADUS 1 2025", **CY, **SUSR)),
        (document("en", "Child D"), document("cy", "Plentyn D", **CY)),
        (document("en", "CPR Marfield 2"), document("cy", "AYP Marfield 2", **CY)),
    ],
)
def test_a_report_and_its_translation_are_one_review(english: GroupInput, welsh: GroupInput) -> None:
    assert sets(english, welsh) == [["cy", "en"]]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("CPR Marfield 1", "CPR Marfield 2"),
        ("CPR 1/2020", "CPR 1/2021"),
        ("CPR OXCSB 1/2020", "CPR OXCSB 2/2020"),
    ],
)
def test_another_number_is_another_review(one: str, two: str) -> None:
    assert sets(document("one", one), document("two", two)) == [["one"], ["two"]]


def test_a_child_and_an_adult_review_of_one_number_stay_apart() -> None:
    child = document("child", "CPR 1/2020")
    adult = document("adult", "AYO 1/2020", **CY, **APR)
    untold = document("untold", "APR 1/2020", review_type=ReviewType.OTHER, role=Role.BRIEFING)
    assert sets(child, adult, untold) == [["adult", "untold"], ["child"]]


def test_a_number_without_the_letters_of_the_board() -> None:
    report = document("report", "CPR OXCSB 6/2021")
    slides = document("slides", "CPR 06 2021", role=Role.BRIEFING)
    assert sets(report, slides) == [["report", "slides"]]
    other = document("other", "CPR MARF 6/2021")
    assert ["slides"] in sets(report, slides, other)


def test_a_code_with_and_without_its_noun() -> None:
    report = document("report", "Child C12", review_type=ReviewType.SIG_CR)
    plan = document("plan", "C12", review_type=ReviewType.SIG_CR, role=Role.ACTION_PLAN)
    assert sets(report, plan) == [["plan", "report"]]


@pytest.mark.parametrize(
    ("english", "welsh", "values"),
    [
        ("TVSB 3/2019", "BDCT 3/2019", {}),
        ("TVSB A2/2021", "BDCT O2/2021", APR),
        ("TVSB 1/2024", "BDCT 01/2024", SUSR),
    ],
)
def test_the_letters_of_one_board_in_two_languages(english: str, welsh: str, values: dict[str, Any]) -> None:
    papers = [document("en", english, **values), document("cy", welsh, **CY, **values)]
    brief = document("brief", english, role=Role.BRIEFING, **values)
    bound = document("cy-brief", english, role=Role.BRIEFING, **CY, **values)  # named by an English page
    assert sets(*papers, brief, bound) == [["brief", "cy", "cy-brief", "en"]]


def test_two_boards_of_one_number_stay_apart() -> None:
    one, two = document("one", "TVSB 3/2019"), document("two", "BDCT 3/2019")
    assert sets(one, two) == [["one"], ["two"]]
    adult = document("adult", "BDCT 3/2019", **CY, **APR)
    assert sets(one, adult) == [["adult"], ["one"]]
