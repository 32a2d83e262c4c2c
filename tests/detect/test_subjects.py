"""Briefings and leaflets on a subject are left alone, in any wording; those on a case or on reviews kept."""

from __future__ import annotations

import pytest

from harvester.detect.beside import tied_to_reviews
from harvester.detect.documents import judge_document
from harvester.records import Description, Link
from harvester.vocabulary import PageKind

from .made import judge
from .test_documents import extract

BOARD = "Northmoor Safeguarding Children Partnership"
SUBJECTS = [
    "Voice of the Child",
    "Professional curiosity",
    "Neglect",
    "Think family",
    "Exploited children",
    "Guarded Optimism",
    "Ketamine",
    "Concealed pregnancy",
    "Infant Feeding",
    "Digital lives of children",
    "Start with the baby",
    "Unseen fathers and partners",
]
TITLES = [
    "7 minute briefing: {}",
    "{} 7 Minute Briefing",
    "Practice briefing - {}",
    "Learning briefing: {}",
    "{} leaflet",
    "Briefing note on {}",
]
TEXT = (
    "What is it? Practitioners meet this often and should think about it in supervision. Record what you see."
)


def wrapped(title: str, width: int) -> list[str]:
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize(
    ("page", "kind"), [("Seven minute briefings", "listing"), ("Learning from local reviews", "hub")]
)
def test_a_subject_is_no_case(subject: str, title: str, page: str, kind: str) -> None:
    told = title.format(subject)
    for lines in ([BOARD, *wrapped(told, 26)], [*wrapped(told, 70), BOARD]):
        row = {
            "page": page,
            "kind": kind,
            "intro": "For team meetings.",
            "heading": "Briefings",
            "link": told,
            "url": "file.pdf",
            "lines": lines,
            "body": TEXT,
            "outcome": "ok",
        }
        assert not judge(row).kept, (lines, judge(row))


@pytest.mark.parametrize("name", ["Wren", "Juniper", "Theo", "Pebble"])
def test_a_pseudonym_that_is_no_given_name_shows_in_the_text(name: str) -> None:
    """Whether listed among given names or not."""
    lines = [f"7 minute briefing: {name}", BOARD]
    body = f"{name} was 14 when he died. {name}'s mother had asked for help. The review found three themes."
    verdict = judge_document(Description(), extract(lines, body), 0.7, page_kind=PageKind.HUB)
    assert verdict.kept, verdict


def test_names_that_are_no_given_names_and_yet_name_a_case() -> None:
    row = {
        "page": "Child Safeguarding Practice Reviews",
        "kind": "hub",
        "intro": "Reviews that the partnership published.",
        "heading": "Learning from recent cases",
        "link": "Three Brothers - 5 min briefing",
        "url": "file.pdf",
        "lines": [BOARD, "Three Brothers", "5 min briefing"],
        "body": "",
        "outcome": "ok",
    }
    assert judge(row).kept, judge(row)


def test_the_name_of_a_depositary_is_no_kind_of_review() -> None:
    lines = ["7 Minute Briefing", "Concealed pregnancy", "Eastvale National Case Review Collection"]
    assert not judge_document(Description(), extract(lines), 0.3, page_kind=PageKind.LISTING).kept


BRIEFING = ["Burns and Scalds Learning Briefing", "May 2022", BOARD]


def beside(
    nearby: str, heading: str = "Burns and scalds", text: str = "NSCP Burns and Scalds Learning Briefing"
) -> Link:
    return Link(url="https://n.example/b.pdf", text=text, heading=heading, nearby=nearby.format(text))


@pytest.mark.parametrize(
    "link",
    [
        beside("This {} brings together what was found in two local reviews."),
        beside("The partnership carried out a learning review in 2021 and wrote the {}.", heading="2021"),
        beside("The {} draws on four cases that were reviewed by the partnership.", heading="Briefings"),
        beside("While the police investigation goes on, it has issued the {} for staff."),
    ],
)
def test_a_briefing_that_local_reviews_lie_behind(link: Link) -> None:
    for kind, kept in ((PageKind.HUB, True), (PageKind.LISTING, False)):
        verdict = judge_document(Description(), extract(BRIEFING), 0.9, page_kind=kind, link=link)
        assert verdict.kept is kept, verdict


@pytest.mark.parametrize(
    "link",
    [
        beside("{}"),
        beside("{} (PDF, 200 KB)", heading="7 minute briefings"),
        beside("The {} is one of our resources for teams that want to know more.", heading="Briefings"),
        beside("The {} brings together what was found in four national reviews."),
        beside("Read the {} for lessons from research by a university."),
        beside("All staff can use the {} in their next team meeting."),
    ],
)
def test_a_briefing_on_a_subject_among_reviews(link: Link) -> None:
    assert not tied_to_reviews(link, PageKind.HUB)
    assert not judge_document(Description(), extract(BRIEFING), 0.9, page_kind=PageKind.HUB, link=link).kept
