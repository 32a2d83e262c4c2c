"""The second look: title pages of reviews are kept, everything else that looks like one is not."""

# ruff: noqa: E501 - title pages read better unbroken

from __future__ import annotations

import json

import pytest

from harvester.detect.documents import judge_document
from harvester.records import Description, Evidence, Extract, Line
from harvester.resources import resource
from harvester.vocabulary import Origin, Outcome, PageKind

BODY = (
    "1. Introduction. This serious case review considers the services offered to the family. The mother and her partner were known "
    "to agencies. The review panel agreed terms of reference and key lines of enquiry. Findings and recommendations follow. "
) * 6
PLAIN = "This document sets out how agencies work together and what is expected of staff. " * 8


def extract(lines: list[str], body: str = "", outcome: Outcome = Outcome.OK) -> Extract:
    return Extract(
        sha256="0" * 64,
        outcome=outcome,
        media_type="application/pdf",
        pages=("\n".join(lines), body) if body else ("\n".join(lines),),
        lines=tuple(Line(text=text, page=1, number=number) for number, text in enumerate(lines, start=1)),
    )


def kept(
    lines: list[str], score: float, *, body: str = "", kind: PageKind = PageKind.HUB, title: str | None = None
) -> bool:
    description = Description(title=title)
    if title:
        description = Description(
            title=title,
            evidence=(
                Evidence(field="title", value=title, origin=Origin.COVER, rule="test", confidence=0.9),
            ),
        )
    return judge_document(description, extract(lines, body), score, page_kind=kind).kept


def labelled(name: str) -> list[dict[str, object]]:
    return [
        json.loads(line)
        for line in resource("labels", name).read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


@pytest.mark.parametrize("score", [0.2, 0.5, 0.9])
def test_labelled_title_pages_are_kept(score: float) -> None:
    """The share of true title pages kept, from the title page alone, at every strength of link."""
    rows = labelled("covers.jsonl")
    lost = [row["id"] for row in rows if not kept(list(map(str, row["cover_lines"])), score, body=BODY)]  # type: ignore[call-overload]
    assert len(lost) <= 1, lost


@pytest.mark.parametrize("score", [0.2, 0.5, 0.9])
def test_labelled_decoys_are_refused(score: float) -> None:
    rows = labelled("decoys.jsonl")
    taken = [
        row["cover_lines"] for row in rows if kept(list(map(str, row["cover_lines"])), score, body=PLAIN)
    ]  # type: ignore[call-overload]
    assert len(taken) <= (1 if score < 0.9 else 2), taken


REFUSED = {
    "referral form": [
        "Northmoor Safeguarding Children Partnership",
        "Child Safeguarding Practice Review",
        "Referral Form",
    ],
    "rapid review form": ["Rapid Review Referral Form", "Name of child", "Date of referral"],
    "notification": ["Serious Child Safeguarding Incident Notification Form"],
    "report template": ["Serious Case Review", "Overview Report Template", "[Insert name of child]"],
    "chronology template": ["Chronology template", "Agency:", "Date | Event"],
    "agency summary": ["LCSPR", "Individual Agency Summary Form", "Please complete all sections"],
    "toolkit": ["Serious Case Review Toolkit", "South region"],
    "annual report": ["Northmoor Safeguarding Children Board", "Annual Report 2016/17"],
    "annual report 2": ["Annual Safeguarding Report", "April 2021 - March 2022", "Northmoor SCP"],
    "business plan": ["Northmoor SCP", "Business Plan 2023-2026"],
    "strategic plan": ["Strategic Plan 2021-2024", "Northmoor Safeguarding Partnership"],
    "neglect strategy": ["Northmoor Neglect Strategy 2022-25"],
    "minutes": ["Minutes of the Serious Case Review Sub-Group", "7th December 2016"],
    "minutes 2": ["Northmoor LSCB Full Board", "Meeting held on 4 March 2015", "Present:", "Apologies"],
    "agenda": ["Agenda", "Case review panel", "1. Apologies for absence"],
    "newsletter": ["Safeguarding Newsletter", "Summer 2019", "In this issue: serious case review Child K"],
    "bulletin": ["Partnership Bulletin No 12", "Learning from case reviews"],
    "training": ["Learning from Serious Case Reviews", "Training course", "Learning outcomes"],
    "training 2": ["Multi-Agency Training Programme 2018/19"],
    "course slides": [
        "Safeguarding Level 3",
        "Learning objectives",
        "By the end of this session you will know",
    ],
    "policy": ["Escalation and Resolution Policy", "Version 3"],
    "procedure": ["Serious Case Review Procedure", "Approved by the board May 2014"],
    "procedure 2": ["Learning and Improvement Procedures", "Chapter 4 Serious Case Reviews"],
    "process": ["Local Child Safeguarding Practice Review Process", "September 2019"],
    "flow chart": ["Rapid Review flowchart"],
    "protocol": ["Domestic Homicide Review", "Local Protocol"],
    "threshold": ["Threshold Document", "Right help, right time"],
    "continuum": ["Northmoor Continuum of Need", "Guidance for practitioners"],
    "guidance": ["Child Safeguarding Practice Reviews", "Practice Guidance for Safeguarding Partners"],
    "regional guidance": ["Regional Framework and Practice Guidance", "Rapid reviews and LCSPRs"],
    "working together": [
        "Working Together to Safeguard Children",
        "A guide to inter-agency working",
        "July 2018",
    ],
    "triennial": [
        "Complexity and challenge: a triennial analysis of SCRs 2014-2017",
        "Final report",
        "March 2020",
    ],
    "biennial": ["New learning from serious case reviews: a two year report", "Research Report DFE-RR226"],
    "national panel": ["Child Safeguarding Practice Review Panel", "Annual Report 2020"],
    "national review": [
        "National review into the murders of two children",
        "Child Safeguarding Practice Review Panel",
        "May 2022",
    ],
    "nspcc briefing": ["NSPCC briefing", "Neglect: learning from case reviews", "Summary of risk factors"],
    "dhr analysis": ["Key findings from analysis of domestic homicide reviews", "Home Office"],
    "sar analysis": ["National analysis of Safeguarding Adult Reviews", "April 2017 - March 2019"],
    "ofsted": [
        "Inspection of services for children in need of help and protection",
        "Ofsted",
        "Review of the effectiveness of the LSCB",
    ],
    "cdop": ["Child Death Overview Panel", "Annual Report 2019"],
    "cdr": ["Learning from Child Death Reviews", "Northmoor 2020"],
    "masa": ["Multi-Agency Safeguarding Arrangements", "Published June 2019"],
    "arrangements": ["Northmoor Safeguarding Children Partnership", "Arrangements 2019 - 2020"],
    "council paper": [
        "Report to: Children's Scrutiny Committee",
        "Date: 3 March 2015",
        "Subject: Serious Case Review Child F",
        "Report of: Director of Children's Services",
    ],
    "cabinet": [
        "Northmoor Council",
        "Cabinet Report",
        "Purpose of the report",
        "Serious Case Review Child F",
    ],
    "terms of reference": ["Serious Case Review Panel", "Terms of Reference", "June 2012"],
    "leaflet": ["What is a Serious Case Review?", "Information for families"],
    "leaflet 2": ["Local Child Safeguarding Practice Reviews", "Information leaflet for parents and carers"],
    "faq": ["Child Practice Reviews", "Frequently asked questions"],
    "audit": ["Multi-agency audit report", "Neglect", "June 2020"],
    "job": ["Expression of Interest", "Independent reviewer for a serious case review"],
    "welsh annual": ["Adroddiad Blynyddol 2018-19", "Bwrdd Diogelu"],
    "consultation": ["Consultation on the new safeguarding arrangements"],
    "practice guide": ["Professional curiosity: a practice guide"],
    "topic briefing": ["7 minute briefing", "Private fostering", "What is it?"],
    "information sharing": ["Information Sharing Agreement", "Partners of the Northmoor SCP"],
    "privacy": ["Privacy notice", "Northmoor SCP"],
    "structure": ["Partnership structure chart"],
    "poster": ["Safer sleep for babies", "A guide for parents"],
}


@pytest.mark.parametrize("lines", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("score", [0.25, 0.6])
def test_other_documents_are_refused_however_good_the_link(lines: list[str], score: float) -> None:
    assert not kept(lines, score, body=PLAIN)
    assert not kept(lines, score, body=PLAIN, title=lines[0])


KEPT = {
    "plain": ["Serious Case Review", "Child K", "Overview Report"],
    "board first": [
        "NORTHMOOR SAFEGUARDING CHILDREN BOARD",
        "SERIOUS CASE REVIEW",
        "CHILD E",
        "FEBRUARY 2015",
    ],
    "case first": ["CHILD D", "A SERIOUS CASE REVIEW OVERVIEW REPORT", "Jo Smith"],
    "no type": ["OVERVIEW REPORT", "CHILD E", "Author: Jo Smith"],
    "code": [
        "SCR LN15",
        "Overview Report",
        "A serious case review under Regulation 5(1) (e) and (2) of the",
        "Local Safeguarding Children Boards Regulations 2006",
    ],
    "working together on cover": [
        "Serious Case Review",
        "Under Chapter VIII 'Working Together to Safeguard Children'",
        "In respect of the death of",
        "Case No.SOT12(1)",
    ],
    "requests of": [
        "Family S4 Serious Case Review",
        "Overview Report for Publication",
        "In Accordance with the Requests of Working Together 2010",
    ],
    "slogan": [
        "Never, Ever Shake a Baby",
        "A Local Child Safeguarding Practice Review",
        "Independent reviewer: Jo Smith",
    ],
    "thematic": [
        "Serious Youth Violence",
        "Thematic Child Safeguarding Practice Review",
        "Lead Reviewer Jo Smith",
    ],
    "sar": ["SAR William", "Contents", "1. Introduction"],
    "sar 2": ["Safeguarding Adults Review", "'Family W' (2024)", "Executive summary"],
    "dhr": ["DOMESTIC HOMICIDE REVIEW", "Northmoor", '"TL"', "Author - Jo Smith"],
    "dhr name": ["Overview Report regarding Jane who died in January 2020 - Final v5."],
    "sig": ["Significant Case Review: Rory Hill", "Executive Summary"],
    "learning review": ["Learning Review Child B", "September 2022"],
    "cpr": ["CYSUR 4 2017", "Extended Child Practice Review Report"],
    "welsh": ["Adroddiad Adolygiad Ymarfer Plant", "Plentyn A", "Adolygiad cryno"],
    "cmr": ["Case Management Review", "Child T", "Executive Summary Report"],
    "exec": ["Executive Summary", "Serious Case Review Child W"],
    "action plan": [
        "Serious Case Review Child F",
        "Multi-agency action plan",
        "Recommendation | Action | Lead | Date",
    ],
    "composite": ["Composite Action Plan", "Serious Case Reviews: Cases M, N and O"],
    "response": ["Northmoor SCB response to the Serious Case Review of Child K"],
    "action taken": ["Action taken in response to the", "Serious Case Review of Children A-F", "March 2015"],
    "improvement": ["LSCB Improvement Report", "Child K", "February 2015"],
    "brief": ["Child LR and Child LP", "Learning Brief"],
    "seven": [
        "7 Minute Briefing",
        "Child Safeguarding Practice Review: Leah",
        "1. Background",
        "2. What happened",
    ],
    "five": ["5 min briefing", "Serious Case Review Baby W"],
    "slides about a review": ["Serious Case Review Child H Learning Event", "Northmoor LSCB"],
    "leaflet about a case": ["Learning Leaflet", "LCR N", "Disabled children"],
    "press": ["Media Statement", "Serious Case Review Child T", "For immediate release"],
    "chair": [
        "Statement by the Independent Chair of Northmoor SCB on the publication of the Serious Case Review into the death of Child T"
    ],
    "appendix": ["Serious Case Review Child M", "Appendix 1: integrated chronology"],
    "letter": [
        "Home Office",
        "Domestic Homicide Review - Jane",
        "Thank you for submitting the report to the Quality Assurance Panel",
    ],
    "easy read": ["Safeguarding Adults Review: Brian", "Easy Read"],
    "restricted": [
        "RESTRICTED",
        "STRICTLY CONFIDENTIAL",
        "REPORT OF THE SERIOUS CASE REVIEW REGARDING",
        "FAMILY 'S'",
        "Author: Jo Smith",
    ],
    "sheet": [
        "Title: Serious case review: in respect of Family S4.",
        "LSCB: Northmoor Safeguarding Children Board",
        "Author: Jo Smith",
        "Date of publication: 2014",
    ],
    "policy in subtitle": [
        "Serious Case Review",
        "Child P",
        "Implications for policy and practice",
        "Overview report",
    ],
    "contents with procedure": [
        "Serious Case Review Child Q",
        "Contents",
        "1. Introduction",
        "2. Terms of reference",
        "3. Procedures and guidance",
        "4. Recommendations",
    ],
}


@pytest.mark.parametrize("lines", KEPT.values(), ids=KEPT.keys())
@pytest.mark.parametrize("score", [0.25, 0.6])
def test_review_documents_are_kept_though_the_link_was_vague(lines: list[str], score: float) -> None:
    assert kept(lines, score, body=BODY)
    assert kept(lines, score)


@pytest.mark.parametrize(
    "outcome", [Outcome.IMAGE_ONLY, Outcome.ENCRYPTED, Outcome.TRUNCATED, Outcome.LIMIT, Outcome.UNSUPPORTED]
)
def test_without_text_the_link_alone_decides(outcome: Outcome) -> None:
    empty = Extract(sha256="0" * 64, outcome=outcome, media_type="application/pdf")
    for found in (None, empty, extract(["  "])):
        assert judge_document(Description(), found, 0.7, page_kind=PageKind.HUB).kept
        assert not judge_document(Description(), found, 0.3, page_kind=PageKind.HUB).kept


def test_reasons_say_what_was_read() -> None:
    verdict = judge_document(Description(), extract(REFUSED["toolkit"], PLAIN), 0.9, page_kind=PageKind.HUB)
    assert any("toolkit" in reason for reason in verdict.reasons)
    assert 0.0 <= verdict.score < 0.5


def scan(*pages: str) -> Extract:
    return Extract(
        sha256="0" * 64,
        outcome=Outcome.OK,
        media_type="application/pdf",
        pages=pages,
        lines=tuple(Line(text=text, page=1, number=n) for n, text in enumerate(pages[0].splitlines(), 1)),
        ocr=True,
    )


def test_a_scan_that_cannot_be_read_says_nothing_against_a_good_link() -> None:
    poor = scan("oard Sa\n|", "It w s notedthat tlie off ce\nPrac titionerssa\n7")
    gibberish = scan("Xq wlo tredn orb kahf ut ponvi leb strom vag quell dorf pim tusk bronn elv " * 8)
    clear = scan(
        "Bulky waste\n" + "The council collects large things from your home in the week that you ask. " * 6
    )
    for found, wanted in ((poor, True), (gibberish, True), (clear, False)):
        assert judge_document(Description(), found, 0.95, page_kind=PageKind.LISTING).kept is wanted
        assert not judge_document(Description(), found, 0.2, page_kind=PageKind.LISTING).kept


def test_an_article_at_the_end_of_a_line_names_nobody() -> None:
    lines = ["Northmoor Safeguarding Partnership", "Learning reviews: a", "leaflet for carers and families"]
    described = Description(
        case_name="A",
        evidence=(
            Evidence(field="case_name", value="A", origin=Origin.FILE_NAME, rule="file name", confidence=0.3),
        ),
    )
    assert not judge_document(described, extract(lines, PLAIN), 0.9, page_kind=PageKind.HUB).kept
