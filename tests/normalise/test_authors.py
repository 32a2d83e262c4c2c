"""Authors are found behind, before and without labels; nobody else is."""

from __future__ import annotations

import pytest

from harvester.normalise.authors import find_authors
from harvester.normalise.names import clean_name, is_likely_name, names_in


def authors(*lines: str, title: int = 1) -> list[str]:
    return list(find_authors(lines, is_title=[i < title for i in range(len(lines))]).names)


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (("Author: Jane Doyle",), ["Jane Doyle"]),
        (("Author - Jane Doyle",), ["Jane Doyle"]),
        (("Author Jane Doyle January 2019",), ["Jane Doyle"]),
        (("Authors Jane Doyle",), ["Jane Doyle"]),
        (("Author", "Jane Doyle"), ["Jane Doyle"]),
        (("Author: Jane Doyle.",), ["Jane Doyle"]),
        (("Report Author", "Jane Doyle", "MSc MPhil CQSW AASW"), ["Jane Doyle"]),
        (("Independent Author Dr John Fell MSc, PhD.",), ["John Fell"]),
        (("Independent Lead Reviewer and Author", "John Fell MSc, PhD."), ["John Fell"]),
        (("Overview report prepared by:-", "Jane Doyle, Independent Author"), ["Jane Doyle"]),
        (("Report by:", "Gill Barker, OBE, BA (Hons)"), ["Gill Barker"]),
        (("Written by Ann Duncombe, Independent Consultant, Duncombe Associates Limited",), ["Ann Duncombe"]),
        (("Author: Kathy Weston - Independent Safeguarding Consultant",), ["Kathy Weston"]),
        (("Authors: Nicola Farrant & Owen Blake",), ["Nicola Farrant", "Owen Blake"]),
        (("AUTHORS: NICOLA FARRANT AND OWEN BLAKE",), ["Nicola Farrant", "Owen Blake"]),
        (("Authors:", "Ruth Kinder", "Peter Small"), ["Ruth Kinder", "Peter Small"]),
        (("Harriet Clowes", "Independent Overview Author"), ["Harriet Clowes"]),
        (("Karen Birtles and Jon Pryce", "Independent Reviewers"), ["Karen Birtles", "Jon Pryce"]),
        (("by", "David Penhale"), ["David Penhale"]),
        (("Independent Chair and Author: Pauline Croft",), ["Pauline Croft"]),
        (("Independent Author: Professor Ray", "Jonas"), ["Ray Jonas"]),
        (("Author: Siân O'Shea-Jones",), ["Siân O'Shea-Jones"]),
        (("Awdur: Elin Prosser",), ["Elin Prosser"]),
        (("Prif Adolygwyr", "Eleri Vaughan", "Bethan Powell"), ["Eleri Vaughan", "Bethan Powell"]),
        (("Author: Jane Doyle Date: May 2015",), ["Jane Doyle"]),
        (("This report was prepared by Jane Doyle for the Board",), ["Jane Doyle"]),
    ],
)
def test_labelled(lines: tuple[str, ...], names: list[str]) -> None:
    assert authors("Serious Case Review Child A", *lines) == names


@pytest.mark.parametrize(
    "lines",
    [
        ("Independent Chair: Donald Phail",),
        ("Panel Chair", "Donald Phail"),
        ("Overview Report Endorsed by:-", "Mike Tarrant, Independent Chair, NSCB"),
        ("Signed: Mike Tarrant",),
        ("Dear Mr Hodge",),
        ("Author: Northmoor Safeguarding Children Board",),
        ("Hidden Harm",),
        ("Breaking the Chain",),
        ("Commissioned by the Board",),
    ],
)
def test_nobody(lines: tuple[str, ...]) -> None:
    assert authors("Serious Case Review Child A", *lines, "") == []


def test_the_chair_beside_the_author() -> None:
    assert authors("Child F", "Panel Chair: Donald Phail", "Report author: Laura Eden") == ["Laura Eden"]


@pytest.mark.parametrize(
    "line",
    [
        "Mark Yarrow",
        "MARION DAVEY",
        "Marion Davey C.B.E.",
        "Kevin Harland JP, BA, MSc, CQSW",
        "Charlie Spence March 2019",
    ],
)
def test_bare_name_in_the_authors_place(line: str) -> None:
    found = authors("Serious Case Review Child A", line, "")
    assert len(found) == 1
    assert found[0].istitle()


def test_bare_name_glued_to_the_case() -> None:
    found = find_authors(["OVERVIEW REPORT", "CHILD E JANE DOYLE"], is_title=[True, True])
    assert found.names == ("Jane Doyle",)
    assert found.trimmed == {1: "CHILD E"}


def test_a_name_above_the_title_is_no_author() -> None:
    assert authors("Mark Yarrow", "Serious Case Review", title=0) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dr John Fell MSc, PhD.", "John Fell"),
        ("MARION DAVEY CBE", "Marion Davey"),
        ("Jane McArdle", "Jane McArdle"),
        ("JANE MCARDLE", "Jane McArdle"),
        ("Ludwig van der Berg", "Ludwig van der Berg"),
        ("Independent Consultant", None),
        ("Jane", None),
        ("Child Q", None),
        ("jane doyle", None),
        ("Room 4", None),
        ("", None),
    ],
)
def test_clean_name(text: str, name: str | None) -> None:
    assert clean_name(text) == name


def test_names_in_leaves_posts_and_firms() -> None:
    assert names_in("Amanda Thorne (Independent) and Lynn Castle, Castle Consulting Ltd") == (
        "Amanda Thorne",
        "Lynn Castle",
    )


def test_likely_names() -> None:
    assert is_likely_name("Jane Doyle")
    assert not is_likely_name("Southern Moors")


@pytest.mark.parametrize(
    "post", ["Director, Duncombe Associates Limited", "Managing Director of Duncombe Ltd"]
)
@pytest.mark.parametrize("label", ["Written by:", "Report by", "Prepared by:", "Author:"])
def test_the_author_may_direct_a_firm(label: str, post: str) -> None:
    assert authors("Serious Case Review", f"{label} Ann Duncombe, {post}") == ["Ann Duncombe"]


def test_a_director_who_endorses_is_no_author() -> None:
    assert authors("Serious Case Review", "Endorsed by: Ann Duncombe, Director") == []


TITLE = ("Serious Case Review", "Child Q")


@pytest.mark.parametrize(
    "line",
    [
        "Commissioned from Jane Doyle",
        "Commissioned by the Board from Jane Doyle",
        "Commissioned from: Dr Jane Doyle, Independent Consultant",
        "Report of Jane Doyle",
        "Independent report of Jane Doyle",
        "Independent review report of Jane Doyle",
        "The author of this report is Jane Doyle",
        "Report of the independent reviewer, Jane Doyle",
        "Report from Jane Doyle",
        "Report of Jane Doyle, Independent Reviewer",
        "Report by Jane Doyle to the Board",
        "Author of the report: Jane Doyle",
        "Author of this review - Jane Doyle",
        "Name of author: Jane Doyle",
        "Reviewer’s name: Jane Doyle",
        "Independent Reviewer: Jane Doyle",
        "Prepared for the Board by Jane Doyle",
        "Prepared for Oxmere Safeguarding Board by Jane Doyle",
        "Written on behalf of the Partnership by Jane Doyle",
        "Written and researched by Jane Doyle",
        "Review led by Jane Doyle",
        "Adroddiad gan Jane Doyle",
        "Paratowyd gan Jane Doyle",
    ],
)
def test_more_words_that_lead_to_the_author(line: str) -> None:
    assert authors(*TITLE, line) == ["Jane Doyle"]


def test_a_report_of_somebody_unknown_where_the_case_is_named() -> None:
    assert authors(*TITLE, "Report of Zebbin Quarl & Owen Blake") == ["Zebbin Quarl", "Owen Blake"]
    assert authors("Serious Case Review", "Report of Zebbin Quarl") == []


@pytest.mark.parametrize(
    "line",
    [
        "Report of the death of Peter Small",
        "Report of Child Q's school",
        "Review of Jane Doyle",
        "Commissioned by Jane Doyle",
        "Report of the Independent Panel",
        "Report of Oxmere Council",
    ],
)
def test_the_same_words_before_anything_else_lead_to_none(line: str) -> None:
    assert authors(*TITLE, line) == []
