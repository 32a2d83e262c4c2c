"""Links and pages of Welsh and Scottish sites: what is a review document there, and what is not."""

from __future__ import annotations

import pytest

from harvester.detect.links import judge_link
from harvester.detect.pages import judge_page, parse_page
from harvester.records import LinkVerdict, PageVerdict
from harvester.vocabulary import PageKind, ReviewType, Role

MENU = (
    "<nav><a href=/>Hafan</a><a href=/am>Amdanom ni</a><a href=/h>Hyfforddiant</a>"
    "<a href=/p>Polisïau a gweithdrefnau</a><a href=/adolygiadau>Adolygiadau Ymarfer</a>"
    "<a href=/en>English</a></nav>"
)


def read(heading: str, *items: str, menu: str = MENU) -> tuple[PageVerdict, dict[str, LinkVerdict]]:
    listed = "".join(f"<li><a href=/files/{n}.pdf>{text}</a></li>" for n, text in enumerate(items))
    page = parse_page(
        f"<html><head><title>{heading} | Oxmere</title></head><body>{menu}<main><h1>{heading}</h1>"
        f"<ul>{listed}</ul></main></body></html>".encode(),
        "https://oxmere.example/list",
    )
    kind = judge_page(page)
    return kind, {link.text: judge_link(link, page, kind) for link in page.links}


WELSH_REPORTS = {
    "AYP Marfield 2 – Adroddiad": (Role.OVERVIEW_REPORT, ReviewType.CPR, "AYP Marfield 2"),
    "Adroddiad Adolygiad Ymarfer Plant Estynedig AYPE 1/2022": (
        Role.OVERVIEW_REPORT,
        ReviewType.CPR,
        "AYPE 1/2022",
    ),
    "AYO OXSB 02/2020 adroddiad terfynol": (Role.OVERVIEW_REPORT, ReviewType.APR, "AYO OXSB 02/2020"),
    "ADUS 1 2025": (Role.OVERVIEW_REPORT, ReviewType.SUSR, "ADUS 1 2025"),
    "Plentyn D: crynodeb gweithredol": (Role.EXECUTIVE_SUMMARY, ReviewType.CPR, "Plentyn D"),
    "Sesiwn friffio 7 munud AYP 3/2021": (Role.BRIEFING, ReviewType.CPR, "AYP 3/2021"),
    "Briff saith munud – Plentyn K": (Role.BRIEFING, ReviewType.CPR, "Plentyn K"),
    "Ymateb y Bwrdd: Plentyn K": (Role.RESPONSE, ReviewType.CPR, "Plentyn K"),
    "Cynllun gweithredu AYP 3/2021": (Role.ACTION_PLAN, ReviewType.CPR, "AYP 3/2021"),
    "Oxmere ECPR 1": (Role.OVERVIEW_REPORT, ReviewType.CPR, "Oxmere ECPR 1"),
}


def test_a_welsh_list_of_reviews() -> None:
    kind, links = read("Adolygiadau Ymarfer Plant", *WELSH_REPORTS)
    assert kind.kind is PageKind.HUB
    for text, (role, review_type, case) in WELSH_REPORTS.items():
        verdict = links[text]
        assert verdict.is_review_document, text
        assert (verdict.role, verdict.review_type, verdict.case_name) == (role, review_type, case), text


@pytest.mark.parametrize(
    "text",
    [
        "Ffurflen atgyfeirio ar gyfer adolygiad ymarfer",
        "Canllawiau adolygiadau ymarfer plant",
        "Protocol Adolygiadau Ymarfer",
        "Adroddiad Blynyddol 2020-21",
        "Cylch gorchwyl y Grŵp Adolygiadau Ymarfer",
        "Aelodaeth yr Is-grŵp Adolygiadau Ymarfer",
        "Cofnodion y Grŵp Adolygu Ymarfer",
        "Digwyddiad dysgu adolygiadau ymarfer",
        "Cylchlythyr y Bwrdd",
        "Meini prawf adolygiad ymarfer",
    ],
)
def test_welsh_papers_that_are_no_reviews(text: str) -> None:
    _, links = read("Adolygiadau Ymarfer Plant", text, "AYP Marfield 2 – Adroddiad")
    assert not links[text].is_review_document


@pytest.mark.parametrize(
    "text",
    [
        "Practice Review Working Group remit",
        "Case Review Steering Group remit",
        "Learning Review Sub-Group membership",
        "Case Review Group terms of reference",
        "Remit of the Significant Case Review Group",
        "CPR Reviewer Expression of Interest",
        "Adult Practice Review Panel Chair role profile",
    ],
)
def test_who_holds_reviews_is_no_review(text: str) -> None:
    _, links = read("Significant case reviews", text, "Child T executive summary", menu="")
    assert not links[text].is_review_document
    assert links["Child T executive summary"].is_review_document


def test_a_scottish_list_of_reviews() -> None:
    _, links = read(
        "Learning Review Reports",
        "LR 2023/2",
        "Learning Review LR 2023/1 Executive Summary",
        "Adult P Initial Case Review",
        "National Guidance for Committees Undertaking Learning Reviews",
        menu="",
    )
    kept = {text for text, verdict in links.items() if verdict.is_review_document}
    assert kept == {
        "LR 2023/2",
        "Learning Review LR 2023/1 Executive Summary",
        "Adult P Initial Case Review",
    }


def test_welsh_ways_to_the_list() -> None:
    _, links = read("Croeso")
    assert links["Adolygiadau Ymarfer"].follow > 0.7
    assert max(links[text].follow for text in ("Hafan", "Hyfforddiant", "Polisïau a gweithdrefnau")) < 0.1


def test_a_news_post_of_one_welsh_review_is_a_case_page() -> None:
    kind, links = read("Cyhoeddi Adroddiad Cryno: AYP Marfield 3", "Darllen yr adroddiad")
    assert kind.kind is PageKind.CASE_PAGE
    assert links["Darllen yr adroddiad"].case_name == "AYP Marfield 3"
