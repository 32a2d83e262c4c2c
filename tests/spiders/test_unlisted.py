"""What the address of a known document says that no page listed."""

from __future__ import annotations

import hashlib

import pytest

from harvester.catalogue.absence import KnownAddress
from harvester.vocabulary import Outcome, PageKind
from spiders.answers import Answer
from spiders.unlisted import MOST, judge, tonight

URL = "https://a.example/files/q.pdf"
BODY = b"%PDF-1.4 report %%EOF"
PDF, HTML = "application/pdf", "text/html"


def known(number: int = 0, media_type: str = PDF) -> KnownAddress:
    return KnownAddress(
        url=URL if not number else f"https://a.example/files/{number}.pdf",
        document_id=f"d{number}",
        sha256=hashlib.sha256(BODY).hexdigest(),
        media_type=media_type,
        size=len(BODY),
        last_outcome=Outcome.OK,
    )


def answer(outcome: Outcome = Outcome.OK, status: int = 200, kind: str = PDF, **more: object) -> Answer:
    values = {"outcome": outcome, "status": status, "url": URL, "body": BODY, "media_type": kind}
    return Answer(**{**values, **more})  # type: ignore[arg-type]


HOME, ELSEWHERE = "https://a.example/", "https://a.example/reviews/"


@pytest.mark.parametrize(
    ("said", "page", "outcome"),
    [
        (answer(), None, Outcome.OK),
        (answer(Outcome.NOT_MODIFIED), None, Outcome.NOT_MODIFIED),
        (answer(Outcome.NOT_MODIFIED, by_head=True), None, Outcome.NOT_MODIFIED),
        (answer(url="https://b.example/moved.pdf"), None, Outcome.OK),
        (answer(body=b"%PDF-1.4 another %%EOF"), None, Outcome.OK),
        (answer(Outcome.GONE, 404, HTML), PageKind.MISSING, Outcome.GONE),
        (answer(Outcome.GONE, 410, HTML), PageKind.OTHER, Outcome.GONE),
        (answer(Outcome.GONE, 404, HTML), PageKind.WALL, Outcome.BLOCKED),
        (answer(Outcome.BLOCKED, 403, HTML), None, Outcome.BLOCKED),
        (answer(Outcome.SERVER_ERROR, 503, HTML), PageKind.MISSING, Outcome.SERVER_ERROR),
        (answer(kind=HTML), PageKind.MISSING, Outcome.GONE),
        (answer(kind=HTML), PageKind.WALL, Outcome.BLOCKED),
        (answer(kind=HTML), PageKind.HUB, Outcome.NOT_A_DOCUMENT),
        (answer(kind=HTML, url=HOME), PageKind.OTHER, Outcome.NOT_A_DOCUMENT),
        (answer(kind=HTML, url=ELSEWHERE), PageKind.HUB, Outcome.NOT_A_DOCUMENT),
        (answer(kind="application/octet-stream"), None, Outcome.UNSUPPORTED),
    ],
)
def test_only_gone_is_gone(said: Answer, page: PageKind | None, outcome: Outcome) -> None:
    assert judge(known(), said, page)[0] is outcome


def test_a_redirect_says_where_it_leads() -> None:
    assert judge(known(), answer(kind=HTML, url=HOME), PageKind.OTHER)[1] == "leads to the homepage instead"
    assert ELSEWHERE in judge(known(), answer(kind=HTML, url=ELSEWHERE), PageKind.HUB)[1]


def test_a_review_published_as_a_page_is_there_while_its_page_is() -> None:
    page = known(media_type=HTML)
    assert judge(page, answer(kind=HTML), PageKind.REVIEW)[0] is Outcome.OK
    assert judge(page, answer(kind=HTML), PageKind.MISSING)[0] is Outcome.GONE
    assert judge(page, answer(kind=HTML, url=HOME), PageKind.OTHER)[0] is Outcome.NOT_A_DOCUMENT
    assert judge(page, answer(kind=HTML), None)[0] is Outcome.NOT_A_DOCUMENT


def test_many_are_asked_in_turns_so_that_each_has_its_night() -> None:
    few = [known(number) for number in range(MOST)]
    assert tonight(few, 7) == few
    many = [known(number) for number in range(1, 2 * MOST + 51)]
    nights = [tonight(many, run) for run in range(1, 6)]
    assert {len(night) for night in nights} == {MOST}
    assert {one.url for night in nights for one in night} == {one.url for one in many}
