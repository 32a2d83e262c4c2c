"""Kinds of review in the words of the sites, English and Welsh."""

from __future__ import annotations

from time import process_time

import pytest

from harvester.normalise.types import default_type, find_review_types, resolve_type
from harvester.vocabulary import Nation, ReviewType

E, W, S, NI = Nation.ENGLAND, Nation.WALES, Nation.SCOTLAND, Nation.NORTHERN_IRELAND

KINDS = [
    ("Serious Case Review Child A", E, "scr"),
    ("SCR LN15", E, "scr"),
    ("Part 8 Review", E, "scr"),
    ("SCR Young Person B", S, "sig_cr"),
    ("Significant Case Review", S, "sig_cr"),
    ("Significant Case Learning Review", S, "sig_cr"),
    ("Local Child Safeguarding Practice Review", E, "cspr"),
    ("LSCPR Child D", E, "cspr"),
    ("LCSPRs", E, "cspr"),
    ("Local Safeguarding Child Practice Review", E, "cspr"),
    ("Safeguarding Practice Review (SPR)", E, "cspr"),
    ("Cross Border Abuse Thematic CSPR", E, "cspr"),
    ("Safeguarding Practice Reviews (previously Serious Case Reviews)", E, "cspr"),
    ("CSPR (SCR) Briefings", E, "scr"),
    ("National Child Safeguarding Practice Review", E, "national"),
    ("Rapid Review: learning", E, "rapid_review"),
    ("Concise Child Practice Review", W, "cpr"),
    ("Adolygiad Ymarfer Plant", W, "cpr"),
    ("Adolygiad Ymarfer Oedolion", W, "apr"),
    ("Adolygiad Diogelu Unedig Sengl", W, "susr"),
    ("Extended Adult Practice Review", W, "apr"),
    ("CPR 1/2017", W, "cpr"),
    ("Single Unified Safeguarding Review", W, "susr"),
    ("Child Practice Review", E, "cpr"),
    ("Case Management Review", NI, "cmr"),
    ("Learning Review Child B", S, "learning_review"),
    ("Serious Incident Learning Review", E, "learning_review"),
    ("Multi-Agency Case Review", E, "learning_review"),
    ("LCR N", E, "learning_review"),
    ("Lessons Learnt Report", E, "learning_review"),
    ("Safeguarding Adults Review: Family W", E, "sar"),
    ("SAR June", E, "sar"),
    ("Adult Serious Case Review", E, "sar"),
    ("Domestic Homicide Review", E, "dhr"),
    ("Domestic Abuse Related Death Review", E, "dhr"),
    ("Thematic Partnership Reviews", E, "thematic"),
    ("A Thematic Review into teenage suicide", E, "thematic"),
    ("NMSCB Review of Serious Case Reviews and Learning Reviews", E, "thematic"),
    ("Offensive Weapons Homicide Review", W, "other"),
]


@pytest.mark.parametrize(("text", "nation", "kind"), KINDS, ids=[f"{t}-{n}" for t, n, _ in KINDS])
def test_kind(text, nation, kind):
    assert resolve_type(find_review_types(text), nation=nation) == kind


@pytest.mark.parametrize(
    "text", ["Child Safeguarding Practice Review Panel", "Annual report", "Review of the LSCB", ""]
)
def test_not_a_kind(text):
    assert resolve_type(find_review_types(text), nation=E) is None


def test_adult_in_a_list_of_significant_case_reviews():
    context = "Northmoor Adult Protection Committee - Adult O18"
    found = find_review_types("Publication of Significant Case Reviews")
    assert resolve_type(found, nation=S, context=context) is ReviewType.SAR


@pytest.mark.parametrize(
    ("nation", "year", "kind"),
    [
        (E, 2014, "scr"),
        (E, 2023, "cspr"),
        (E, None, "scr"),
        (W, 2012, "scr"),
        (W, 2018, "cpr"),
        (S, 2016, "sig_cr"),
        (S, 2023, "learning_review"),
        (NI, 2015, "cmr"),
    ],
)
def test_a_bare_case_review_is_read_by_nation_and_year(nation, year, kind):
    assert default_type(nation, year) == kind
    assert resolve_type(find_review_types("Case Reviews"), nation=nation, year=year) == kind


def test_hostile_text_takes_no_time():
    begun = process_time()
    for piece in (
        "local " * 4_000,
        "thematic a " * 2_000,
        "child safeguarding " * 1_500,
        "adolygiad " * 2_500,
    ):
        find_review_types(piece)
    assert process_time() - begun < 10
