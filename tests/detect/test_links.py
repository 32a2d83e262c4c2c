"""Links judged inside whole pages: documents, pages to follow, and everything to leave alone."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import pytest

from harvester.detect.links import ACCEPT, CONSIDER, FOLLOW, judge_link
from harvester.detect.pages import judge_page, parse_page
from harvester.records import Link, LinkVerdict
from harvester.vocabulary import Nation, PageKind, ReviewType, Role

BASE = "https://www.northmoorscp.example"
MENU = (
    "<nav><a href=/>Home</a><a href=/about-us/>About us</a><a href=/news/>News</a><a href=/training/>Training</a>"
    "<a href=/procedures/>Policies and procedures</a><a href=/contact/>Contact us</a>"
    "<a href=/learning/serious-case-reviews/>Serious Case Reviews</a><a href=/events/2019/05/>Events</a></nav>"
)
FOOT = (
    "<footer><a href=/privacy/>Privacy</a><a href=/accessibility/>Accessibility</a><a href=https://twitter.com/northmoor>Twitter</a>"
    "<a href=/files/annual-report-2019.pdf>Annual report 2019</a></footer>"
)


def judged(
    body: str, *, title: str = "Serious Case Reviews", path: str = "/learning/serious-case-reviews/"
) -> dict[str, LinkVerdict]:
    page = parse_page(
        f"<html><head><title>{title} | Northmoor SCP</title></head><body>{MENU}<div class=content><h1>{title}</h1>{body}</div>{FOOT}</body></html>".encode(),
        BASE + path,
    )
    kind = judge_page(page)
    out: dict[str, LinkVerdict] = {}
    for link in page.links:
        out.setdefault(link.url.removeprefix(BASE), judge_link(link, page, kind))
    return out


DOCUMENTS = {
    "bullet": ("<ul><li><a href=/x.pdf>Child K overview report</a></li></ul>", Role.OVERVIEW_REPORT, "Child K"),
    "bare pseudonym": ("<h2>Published reviews</h2><ul><li><a href=/x.pdf>Two Sisters</a></li></ul>", None, "Two Sisters"),
    "no suffix": ("<h2>Child K</h2><ul><li><a href=/x>Overview report (PDF, 206kb)</a></li></ul>", Role.OVERVIEW_REPORT, "Child K"),
    "jadu": ("<h2>Child K</h2><p><a href=/downloads/file/12/child_k_response>Response</a><br>Size: 519.88 KB</p>", Role.RESPONSE, "Child K"),
    "download flag": ("<h2>Child K</h2><p><a href='/media/122/?download=1'>Action plan</a></p>", Role.ACTION_PLAN, "Child K"),
    "here": ("<p>The partnership published SCR Martha on 7 February 2022. Read the full report for SCR Martha <a href=/x.pdf>here</a></p>", Role.OVERVIEW_REPORT, "Martha"),
    "title says nothing": ("<h2>Child K</h2><p>Overview report <a href=/x.pdf title='Opens in a new window'>here</a></p>", Role.OVERVIEW_REPORT, "Child K"),
    "icon": ("<h2>Child K</h2><p>Overview report <a href=/x.pdf><img src=i.png alt='PDF icon'></a></p>", Role.OVERVIEW_REPORT, "Child K"),
    "slug alone": ("<p><a href=/wp-content/uploads/2021/08/Child_V_LCSPR_Overview_Report_Aug_2021.pdf>Download</a></p>", Role.OVERVIEW_REPORT, "Child V"),
    "table": ("<table><tr><th>Case<th>Overview report<th>Learning brief</tr><tr><td>Child G<td><a href=/g.pdf>Published 14 June 2017</a><td>-</tr></table>", Role.OVERVIEW_REPORT, "Child G"),
    "accordion": ("<details><summary>Child T - May 2019</summary><a href=/x.pdf>7 minute briefing</a></details>", Role.BRIEFING, "Child T"),
    "picture": ("<a href=/x.pdf><img src=1.png alt='Child W executive summary'></a>", Role.EXECUTIVE_SUMMARY, "Child W"),
    "word file": ("<ul><li><a href=/x.doc>Serious Case Review Executive Summary Child 1</a></ul>", Role.EXECUTIVE_SUMMARY, "Child 1"),
    "other host": ("<ul><li><a href=https://files.eastmarch.example/uploadedfiles/x.pdf>Child K overview report</a></ul>", Role.OVERVIEW_REPORT, "Child K"),
    "button": ("<h3>Baby Q</h3><button onclick=\"window.open('/x.pdf')\">Full report</button>", Role.OVERVIEW_REPORT, "Baby Q"),
    "embedded": ("<h3>Baby Q overview report</h3><iframe src=/baby-q-scr-overview-report.pdf></iframe>", Role.OVERVIEW_REPORT, "Baby Q"),
    "aside": ("<aside class=related-downloads><h2>Downloads</h2><a href=/x.pdf>Serious Case Review - Family Q</a></aside>", None, "Family Q"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "role", "case"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_review_documents(body: str, role: Role | None, case: str) -> None:
    found = {url: verdict for url, verdict in judged(body).items() if verdict.is_review_document}
    assert len(found) == 1, judged(body)
    verdict = next(iter(found.values()))
    assert verdict.score >= ACCEPT
    assert verdict.follow < FOLLOW or not next(iter(found)).endswith(".pdf")
    assert verdict.case_name == case
    assert verdict.review_type is ReviewType.SCR or "LCSPR" in body
    assert role is None or verdict.role is role
    assert verdict.reasons


DECOYS = {
    "form": "<a href=/x.docx>SCR referral form</a>",
    "template": "<a href=/x.docx>Overview report template</a>",
    "chronology": "<a href=/x.doc>Chronology template</a>",
    "guidance": "<p>The criteria are in <a href=/wt.pdf>Working Together to Safeguard Children 2018</a></p>",
    "annual report": "<a href=/x.pdf>LSCB Annual Report 2014-15 (PDF)</a>",
    "toolkit": "<a href=/x.pdf>SCR Toolkit</a>",
    "process": "<a href=/x.pdf>Serious Case Review process</a>",
    "minutes": "<a href=/x.pdf>Case review panel minutes May 2019</a>",
    "national": "<a href=/x.pdf>Triennial analysis of serious case reviews 2014-17</a>",
    "newsletter": "<a href=/x.pdf>Summer newsletter 2019</a>",
    "terms": "<a href=/x.pdf>Case review group terms of reference</a>",
    "arrangements": "<a href=/x.pdf>Multi-agency safeguarding arrangements 2019</a>",
    "here form": "<p>To refer a case, complete the referral form <a href=/x.docx>here</a>.</p>",
    "slug form": "<p><a href=/uploads/scr-referral-form.docx>Download</a></p>",
    "leaflet": "<a href=/x.pdf>What is a serious case review?</a>",
    "cdop": "<a href=/x.pdf>Child Death Overview Panel Annual Report</a>",
    "training": "<a href=/x.pdf>Training programme 2020</a>",
    "strategy": "<a href=/x.pdf>Neglect strategy 2019-22</a>",
    "procedures host": "<a href=https://northmoor.proceduresonline.com/p_scr.html>Serious case reviews procedure</a>",
    "procedures host 2": "<a href=https://northmoorscp.trixonline.co.uk/chapter/x.pdf>Child K Overview Report</a>",
    "council": "<a href=https://democracy.northmoor.example/documents/s40841/SCR.pdf>Serious Case Review Child F</a>",
    "council 2": "<a href=https://democracy.northmoor.example/ieIssueDetails.aspx?IId=6>Serious Case Review Child F</a>",
    "mirror": "<a href=https://docslib.org/doc/1/child-k-overview-report>Child K Overview Report</a>",
    "social": "<a href=https://www.facebook.com/x.pdf>Child K Overview Report</a>",
    "gov": "<a href=https://www.gov.uk/government/publications/x>Child safeguarding practice review panel</a>",
    "nspcc": "<a href=https://learning.nspcc.org.uk/case-reviews>National case review repository</a>",
    "picture": "<a href=/child-k.jpg>Child K</a>",
    "leaflet of a list": "<a href=/downloads/file/9/x>Learning reviews: leaflet for carers and families (PDF)</a>",
    "card": "<div class=card><h5>Annual Report 2021/22</h5><p>Published: June 2022</p><a href=/ar.pdf>View document</a></div>",
    "week": "<a href=/w.pdf>Practice review week programme</a>",
    "week 2": "<a href=/w.pdf>Serious case review fortnight: timetable</a>",
    "launch": "<a href=/w.pdf>Learning review launch event flyer</a>",
    "launch 2": "<a href=/w.pdf>Launch day invitation: safeguarding adult review learning</a>",
    "forum": "<a href=/w.pdf>Case review forum agenda</a>",
    "conference": "<a href=/w.pdf>Practice review conference brochure 2023</a>",
    "safeguarding week": "<a href=/w.pdf>Safeguarding week: learning from reviews poster</a>",
    "booklet": "<a href=/downloads/file/8/x>Practice review booklet for young people (PDF)</a>",
    "information": "<a href=/downloads/file/7/x>Serious case reviews: information for staff (PDF)</a>",
    "menu": "",
}  # fmt: skip


@pytest.mark.parametrize("body", DECOYS.values(), ids=DECOYS.keys())
def test_decoys_are_no_documents_and_not_followed(body: str) -> None:
    verdicts = judged(f"<p>Words about reviews.</p>{body}")
    assert not [url for url, verdict in verdicts.items() if verdict.is_review_document]
    hub = "/learning/serious-case-reviews/"
    assert not [url for url, verdict in verdicts.items() if verdict.follow >= FOLLOW and url != hub]


LEADS = {
    "hub link": "<a href=/x>Download our published SCRs / CSPRs</a>",
    "all reviews": "<a href=/x>View all published reviews</a>",
    "year": "<a href=/reviews/2016/>Case reviews published in 2016</a>",
    "bare year": "<a href=/reviews/2016>2016</a>",
    "case page": "<ul><li><a href=/reviews/child-k/>Child K</a></ul>",
    "case page with type": "<a href=/x/family-q.aspx>Family Q Serious Case Review</a>",
    "tile": "<div class=tile><a href=/child-bf/><img src=1.png alt='Child BF'></a></div>",
    "tile with caption": "<figure><a href=/one/><img src=1.png></a><figcaption>Child BG</figcaption></figure>",
    "tile with slug only": "<div><a href=/case-reviews/child-bh><img src=1.png></a></div>",
    "read more": "<h3>Child K</h3><p>A review of services. <a href=/one/>Read more</a></p>",
    "pager": "<a href='?page=2'>Next</a>",
    "pager 2": "<a href='?page=3'>3</a>",
    "rel next": "<a rel=next href='?page=2'>&raquo;</a>",
    "archive": "<a href=/old-reviews/>Older reviews</a>",
    "adults": "<a href=/sars/>Safeguarding adult reviews</a>",
    "moved": "<p>Our reviews have moved to <a href=https://new.example/reviews>the new partnership website: case reviews</a></p>",
}  # fmt: skip


@pytest.mark.parametrize("body", LEADS.values(), ids=LEADS.keys())
def test_pages_that_lead_to_documents_are_followed(body: str) -> None:
    verdicts = judged(f"<h2>Published reviews</h2>{body}")
    led = [
        url
        for url, verdict in verdicts.items()
        if verdict.follow >= FOLLOW and url != "/learning/serious-case-reviews/"
    ]
    assert len(led) == 1, {url: (v.score, v.follow) for url, v in verdicts.items()}
    assert not verdicts[led[0]].is_review_document


def test_from_the_homepage_the_hub_is_the_best_link() -> None:
    verdicts = judged(
        "<p>Welcome.</p><a href=/publications/>Publications</a><a href=/worried/>Worried about a child?</a>",
        title="Home",
        path="/",
    )
    ranked = sorted(verdicts, key=lambda url: -verdicts[url].follow)
    assert ranked[0] == "/learning/serious-case-reviews/"
    assert ranked[1] == "/publications/"
    for url in ("/contact/", "/privacy/", "/events/2019/05/", "/worried/", "/training/", "/procedures/"):
        assert verdicts[url].follow < FOLLOW


def test_a_welsh_twin_leads_on_too() -> None:
    verdicts = judged(
        "<a href=/cy/adolygiadau/>Adolygiadau Ymarfer Plant</a><a href=/cy/cysylltu/>Cysylltu</a>",
        title="Hafan",
        path="/cy/",
    )
    assert verdicts["/cy/adolygiadau/"].follow >= FOLLOW
    assert verdicts["/cy/cysylltu/"].follow < FOLLOW


def test_a_vague_document_on_a_hub_is_worth_a_look() -> None:
    verdict = judged(
        "<h2>Published reviews</h2><ul><li><a href=/media/1201/final.pdf>Never, ever again</a></ul>"
    )["/media/1201/final.pdf"]
    assert verdict.score >= CONSIDER


@pytest.mark.parametrize(
    "url", ["mailto:a@b.example", "javascript:void(0)", "tel:1", "ftp://x.example/a.pdf"]
)
def test_what_cannot_be_fetched_scores_nothing(url: str) -> None:
    page = parse_page(b"<title>Serious case reviews</title>", BASE)
    verdict = judge_link(Link(url=url, text="Child K overview report"), page, judge_page(page))
    assert (verdict.score, verdict.follow, verdict.is_review_document) == (0.0, 0.0, False)


def test_the_nation_decides_what_scr_means() -> None:
    page = parse_page(
        b"<title>SCRs</title><h1>SCRs</h1><ul><li><a href=/x.pdf>SCR Child C executive summary</a></ul>",
        BASE + "/scr/",
    )
    kind = judge_page(page)
    assert kind.kind is PageKind.HUB
    assert judge_link(page.links[0], page, kind, nation=Nation.SCOTLAND).review_type is ReviewType.SIG_CR
    assert judge_link(page.links[0], page, kind, nation=Nation.ENGLAND).review_type is ReviewType.SCR
