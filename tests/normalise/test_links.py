"""What links say, in layouts of many sites with invented names; and the labelled links of real ones."""

# ruff: noqa: E501  (tables read better with one case a line)

from __future__ import annotations

import json

import pytest

from harvester.detect.rows import row_to_link
from harvester.normalise.links import describe_link
from harvester.records import Link, Page
from harvester.resources import resource
from harvester.vocabulary import Nation

E, W, S = Nation.ENGLAND, Nation.WALES, Nation.SCOTLAND

# nation, link fields, page title → type, role, case, published
LINKS = [
    (E, {"text": "Child H overview report (PDF, 1.2MB)", "heading": "Published June 2019"}, "Serious Case Reviews", "scr overview_report|Child H|2019-06"),
    (E, {"text": "Executive Summary", "heading": "Family K", "outline": ("Serious Case Reviews", "Family K")}, "Learning", "scr executive_summary|Family K|None"),
    (E, {"text": "Published 14 June 2017", "row": "Child G | Published 14 June 2017", "column": "Learning brief"}, "Serious Case Reviews", "scr briefing|Child G|2017-06-14"),
    (E, {"text": "here", "nearby": "The partnership published the SCR in respect of Child F on 3 March 2016. The action plan can be found here."}, "Case reviews", "scr action_plan|Child F|2016-03-03"),
    (E, {"text": "Download", "entry": "Safeguarding Adult Review: Margaret (2021)"}, "Publications", "sar overview_report|Margaret|2021"),
    (E, {"text": "7-minute briefing", "heading": "Baby T", "outline": ("Local Child Safeguarding Practice Reviews", "Baby T")}, "Learning", "cspr briefing|Baby T|None"),
    (E, {"text": "Marfield SCP response", "heading": "‘Tessa’ LCSPR"}, "Learning", "cspr response|Tessa|None"),
    (E, {"text": "Leo"}, "Child Safeguarding Practice Reviews", "cspr overview_report|Leo|None"),
    (E, {"text": "Two Brothers"}, "Child Safeguarding Practice Reviews", "cspr overview_report|Two Brothers|None"),
    (E, {"text": "Executive summary", "heading": "Tamsyn"}, "Serious Case Reviews", "scr executive_summary|Tamsyn|None"),
    (E, {"text": "Review report", "row": "Zebulon | 12 October 2023", "column": "Report"}, "LCSPRs", "cspr overview_report|Zebulon|2023-10-12"),
    (E, {"text": "SCR 0212 ‘Martin’ overview report"}, "Serious Case Reviews", "scr overview_report|SCR 0212 (Martin)|None"),
    (E, {"text": "Overview report", "heading": "Case WN14: Published 12 May 2015"}, "Serious case reviews", "scr overview_report|WN14|2015-05-12"),
    (E, {"text": "DHR - Anita - Home Office letter"}, "Domestic Homicide Reviews", "dhr letter|Anita|None"),
    (E, {"text": "Easy read version", "entry": "Learning Review – Samuel – 12/03/2022"}, "Reviews", "learning_review easy_read|Samuel|2022-03-12"),
    (E, {"text": "Press release (PDF, 80kb)", "heading": "Serious Case Review Child Z - July 2018"}, "News", "scr statement|Child Z|2018-07"),
    (E, {"text": "Child S and Child T - Composite Action Plan"}, "Serious Case Reviews", "scr action_plan|Child S and Child T|None"),
    (E, {"text": "SCR Child V FINAL 02.02.2017.pdf"}, "SCRs", "scr overview_report|Child V|2017-02-02"),
    (E, {"text": "Appendix 1 to Overview Report - Family M"}, "SCRs", "scr appendix|Family M|None"),
    (E, {"text": "Learning from the Child P Serious Case Review"}, "SCRs", "scr briefing|Child P|None"),
    (E, {"text": "Learning Briefing - Gangs and Grooming", "nearby": "Read the learning briefing for CSPR Gangs and Grooming"}, "Reviews", "cspr briefing|Gangs and Grooming|None"),
    (E, {"text": "March 2018 – Westvale – Child D"}, "Case reviews published in 2018", "scr overview_report|Child D|2018-03"),
    (E, {"text": "Read the overview report", "entry": "2021 – Anonymous – Oskar"}, "Case reviews published in 2021", "cspr overview_report|Oskar|2021"),
    (E, {"text": "Ethan and Maya Overview Report"}, "Serious case reviews", "scr overview_report|Ethan and Maya|None"),
    (E, {"text": "Learning on one page: 'Nia'"}, "LCSPRs", "cspr briefing|Nia (NDS21)|None"),
    (S, {"text": "Significant Case Review – Child Q Executive Summary"}, "Reviews", "sig_cr executive_summary|Child Q|None"),
    (S, {"text": "SCR - Young Person B"}, "SCR", "sig_cr overview_report|Young Person B|None"),
    (W, {"text": "Adroddiad Adolygiad Ymarfer Plant – Plentyn B (Mawrth 2021)"}, "Adolygiadau", "cpr overview_report|Plentyn B|2021-03"),
    (W, {"text": "CYSUR 3 2020 Executive Summary"}, "Child practice reviews", "cpr executive_summary|CYSUR 3 2020|None"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("nation", "fields", "title", "expected"), LINKS, ids=[str(f["text"]) for _, f, _, _ in LINKS]
)
def test_link(nation, fields, title, expected):
    other = Link(url="https://a.example/n", text="Local Child Safeguarding Practice Review Nia (NDS21)")
    page = Page(url="https://a.example/", title=title, h1=title, links=(other,))
    got = describe_link(
        Link(url="https://a.example/wp-content/uploads/2024/05/x.pdf", **fields), page, nation=nation
    )
    assert f"{got.review_type} {got.role}|{got.case_name}|{got.published}" == expected


@pytest.mark.parametrize(
    "heading",
    [
        "Published Reviews",
        "Child A was born in May 2012",
        "Incident: June 2015",
        "Review of practice 2012/13",
    ],
)
def test_nothing_is_invented_as_published(heading):
    link = Link(
        url="https://a.example/uploads/2019/05/child-a-2018.pdf", text="Overview report", heading=heading
    )
    assert describe_link(link, Page(url="https://a.example/"), nation=E).published is None


def test_date_from_another_sentence_of_the_page():
    text = "The partnership published LCSPR “Child Hazel” on 21 February 2024. Read the report here. SCR Leo: May 2019."
    page = Page(url="https://a.example/", h1="Practice reviews", text=text)
    link = Link(url="https://a.example/x", text="here", nearby="Read the full report for Child Hazel here.")
    got = describe_link(link, page, nation=E)
    assert (got.case_name, got.published) == ("Child Hazel", "2024-02-21")
    other = Link(url="https://a.example/y", text="Leo: full report")
    assert describe_link(other, page, nation=E).published is None


def test_evidence_names_the_place():
    link = Link(
        url="https://a.example/x", text="Executive Summary", heading="Family K", outline=("Family K",)
    )
    got = describe_link(link, Page(url="https://a.example/", h1="Serious Case Reviews"), nation=E)
    assert {(e.field, e.origin, e.rule) for e in got.evidence} == {
        ("review_type", "page", "link: h1"),
        ("role", "link", "link: text"),
        ("case_name", "heading", "link: heading"),
    }


# Dates and names that the labellers took from elsewhere cannot be found here, so the floors for
# them are those of what the words give (51 of 84 rows have a date in their words).
FLOORS = {"review_type": 0.95, "role": 0.95, "case_name": 0.93, "published": 0.74}


@pytest.fixture(scope="module")
def labelled():
    rows = [
        json.loads(line)
        for line in resource("labels", "links.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [r for r in rows if r["is_review_document"]]


@pytest.mark.parametrize("name", FLOORS)
def test_labelled_links(labelled, name):
    right = 0
    for row in labelled:
        nation = S if "Scotland" in row["partnership"] else E
        right += getattr(describe_link(*row_to_link(row), nation=nation), name) == row[name]
    assert right / len(labelled) >= FLOORS[name]


def test_no_date_contradicts_a_label(labelled):
    for row in labelled:
        got = describe_link(*row_to_link(row), nation=E).published
        assert got is None or (row["published"] or "").startswith(got), row["id"]


def test_a_sentence_with_another_documents_link_dates_that_document_alone() -> None:
    def at(url: str, text: str) -> Link:
        return Link(url=f"https://www.northmoorscp.example/{url}", text=text)

    report = at("a.pdf", "SCR Child P – overview report, published January 2021")
    summary = at("b.pdf", "SCR Child P – executive summary")
    here = at("c.pdf", "here")
    text = "SCR Child P – overview report, published January 2021\nSCR Child P – executive summary"
    page = Page(url="https://www.northmoorscp.example/", text=text, links=(report, summary))
    assert describe_link(summary, page, nation=Nation.ENGLAND).published is None
    assert describe_link(report, page, nation=Nation.ENGLAND).published == "2021-01"
    news = "The board published SCR Child P on 4 May 2021. Read the summary here."
    told = Page(url="https://www.northmoorscp.example/", text=news, links=(here, summary))
    assert describe_link(summary, told, nation=Nation.ENGLAND).published == "2021-05-04"


def on_page(
    text: str,
    heading: str = "",
    url: str = "https://www.northmoorscp.example/reviews/",
    title: str = "Reviews",
):
    return describe_link(
        Link(url="", text=text, heading=heading, outline=(heading,) if heading else ()),
        Page(url=url, title=title, h1=title),
        nation=Nation.ENGLAND,
    )


@pytest.mark.parametrize(
    ("text", "heading", "published"),
    [
        ("Overview Report for Baby Q", "Date: June 2017", "2017-06"),
        ("SCR Child P", "Date added: 5 May 2018", "2018-05-05"),
        ("SCR Child P", "Report date: May 2018", None),  # when it was written
        ("SCR Child P - Final Report", "Child P; today (16/01/2020) publishing the report", "2020-01-16"),
        (
            "overview report",
            "Child P Serious Case Review September 2021: The full findings of the review of this family are set out in the",
            "2021-09",
        ),
    ],
)
def test_dates_beside_a_link(text, heading, published):
    assert on_page(text, heading).published == published


def test_the_address_of_a_news_post_dates_what_it_hands_on():
    post = "https://www.northmoorcvs.example/2017/10/26/serious-case-review-3/"
    assert (
        on_page("Child P: overview report (PDF)", url=post, title="Serious Case Review").published
        == "2017-10-26"
    )
    assert on_page("Child P: overview report (PDF)", url=post, title="Serious Case Reviews").published is None
    assert (
        on_page("Child P, published May 2016", url=post, title="Serious Case Review").published == "2016-05"
    )
    upload = "https://www.northmoorscp.example/uploads/2017/10/reviews/"
    assert on_page("Child P: overview report", url=upload, title="Child P").published is None


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("Child L ‘Rowanna’ LCSPR report – January 2023", "Child L (Rowanna)"),
        ("Child L ‘Neglect’ LCSPR report", "Child L"),
        ("Child ‘Rowan’ LCSPR", "Child Rowan"),
    ],
)
def test_a_pseudonym_in_quotes_behind_a_letter(text, case):
    assert on_page(text).case_name == case


def test_the_sentence_of_another_link_may_name_the_kind_of_review():
    here = Link(
        url="https://n.example/a.pdf", text="here", nearby="The partnership published LCSPR Child Alder."
    )
    slides = Link(url="https://n.example/b.pdf", text="Learning slides - Child Alder")
    page = Page(url="https://n.example/", title="Learning", links=(here, slides))
    assert describe_link(slides, page, nation=Nation.ENGLAND).review_type == "cspr"


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("Child A local child safeguarding practice review (PDF 225Kb)", "Child A"),
        ("‘Willow’ & ‘Rowan’ – SCR published 15th October 2020", "Willow & Rowan"),
        ("APR NTMSB 03-2022 7 Minute Briefing", "APR NTMSB 03-2022"),
        ("7 Minute Briefing CPR 08 2020", "CPR 08 2020"),
        ("2022 – Anonymous – Infants with burns", "Infants with burns"),
        ("Missing Teenagers Thematic Review 2019", "Missing Teenagers"),
        ("Thematic Review 2019", None),
    ],
)
def test_the_name_that_a_link_gives(text, case):
    assert on_page(text).case_name == case


@pytest.mark.parametrize(
    ("text", "heading", "role"),
    [
        ("Thematic Review of Contextual Safeguarding Responses in Northmoor", "", "overview_report"),
        ("Board response", "Child A", "response"),
        ("CPR NTMSB 06-2021", "Recently published reports and 7 minute briefings", "overview_report"),
        ("SCR Child A: executive summary and board response", "", "executive_summary"),
    ],
)
def test_the_role_that_a_link_gives(text, heading, role):
    assert on_page(text, heading).role == role
