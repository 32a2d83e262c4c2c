"""What a digest says, and when it says nothing."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from lxml import html as lxml_html

from harvester.tell.digest import MOST, compose
from harvester.tell.layout import as_html, as_text, fitting
from harvester.tell.material import Problem, Told, Waiting, told_after
from tests.report.reports import account_of
from tests.tell.materials import account, broken, full, material, news

NOTHING = Told()


def test_the_subject_says_the_important_thing() -> None:
    told = compose(
        material(
            *(news("new", n) for n in range(3)),
            troubled=(broken("birch"), broken("cedar")),
            new_reviews=3,
        ),
        NOTHING,
    )
    assert told.subject == "3 new reviews; 2 sites broken since 12 Nov"


@pytest.mark.parametrize(
    ("made", "subject"),
    [
        (material(news("new", 0)), "1 new document"),
        (
            material(troubled=(broken("birch"), broken("cedar", since="2025-12-30"))),
            "2 sites broken, the first since 30 Dec 2025",
        ),
        (material(troubled=(broken(),)), "Birch Safeguarding Children Partnership broken since 12 Nov"),
        (
            material(problems=(Problem(step="backup", message="no"), Problem(step="gate", message="no"))),
            "Backup failed; the gate refused",
        ),
        (material(waiting=(Waiting(source="a", title="A", withdrawals=1, values=0),)), "1 loss to approve"),
        (material(), "Nothing new, no site in trouble"),
    ],
)
def test_subjects(made: object, subject: str) -> None:
    assert compose(made, NOTHING).subject == subject  # type: ignore[arg-type]


def test_nothing_is_told_when_nothing_happened() -> None:
    assert not compose(material(), NOTHING).worth
    assert not compose(material(news("unreachable", 1)), NOTHING).worth  # one bad answer is no news
    assert compose(material(), NOTHING, when="always").worth
    assert not compose(material(news("new", 1)), NOTHING, when="trouble").worth
    assert compose(material(news("new", 1), troubled=(broken(),)), NOTHING, when="trouble").worth


def test_only_trouble_leaves_finds_out() -> None:
    told = compose(material(news("new", 1), troubled=(broken(),)), NOTHING, when="trouble")
    assert "overview report" not in as_text(told)
    assert "new" not in told.subject


def test_a_first_harvest_is_counted_and_not_listed() -> None:
    first = account_of("damson", tuple(news("new", n) for n in range(9)), baseline=True)
    told = compose(material(accounts=(account(first),)), NOTHING)
    assert told.subject == "First harvest of Damson Safeguarding Children Partnership"
    text = as_text(told)
    assert "9 documents" in text
    assert "ashby-scp.example" not in text
    assert told.worth


def test_forty_are_listed_and_the_others_counted() -> None:
    told = compose(material(*(news("new", n) for n in range(70)), news("withdrawn", 80)), NOTHING)
    listed = [item for section in told.sections for item in section.items]
    assert len(listed) == MOST
    text = as_text(told)
    assert "and 30 more" in text
    assert "WITHDRAWN" in text
    assert "(70 documents)" in text.lower()


def test_trouble_that_lasts_is_told_again_after_a_week_and_when_it_grows() -> None:
    first = material(troubled=(broken(nights=1, since="2026-11-26"),))
    told = told_after(first, NOTHING, sent=True)
    next_night = replace(
        first, night="2026-11-27T01:00:00Z", troubled=(broken(nights=2, since="2026-11-26"),)
    )
    assert not compose(next_night, told).worth
    third = replace(first, night="2026-11-28T01:00:00Z", troubled=(broken(nights=3, since="2026-11-26"),))
    assert compose(third, told).worth  # the alarm
    told = told_after(third, told, sent=True)
    nights = [compose(replace(third, night=f"2026-12-0{n}T01:00:00Z"), told).worth for n in range(1, 8)]
    assert nights == [False, False, False, False, True, True, True]  # 28 November and seven days


def test_a_site_that_is_well_again_is_told_once() -> None:
    told = told_after(material(troubled=(broken(),)), NOTHING, sent=True)
    well = material(well={"birch": "Birch Partnership"})
    again = compose(well, told)
    assert again.worth
    assert again.subject == "Birch Partnership well again"
    assert compose(well, told, when="trouble").worth
    assert not compose(well, told_after(well, told, sent=True)).worth


def test_what_was_not_sent_stays_untold() -> None:
    made = material(troubled=(broken(),), waiting=(Waiting(source="a", title="A", withdrawals=2, values=0),))
    assert not told_after(made, NOTHING, sent=False).matters
    told = told_after(made, NOTHING, sent=True)
    more = replace(made, waiting=(Waiting(source="a", title="A", withdrawals=5, values=0),))
    assert not compose(made, told).worth
    assert compose(more, told).worth


def test_everything_is_told_with_what_to_do() -> None:
    told = compose(full(), NOTHING)
    text = as_text(told)
    for said in (
        "Child A: Serious Case Review, overview report",
        "Ashby Safeguarding Children Partnership; SCR; published 17 Mar 2016",
        "https://www.ashby-scp.example/files/new-0.pdf",
        "suspect since 12 Nov (3 nights in a row)",
        "harvester approve elder",
        "13 documents would be withdrawn, 2 values would be blanked",
        "backup: no room",
        "gone (410) on 3 nights",
        "report: runs/12/report.html",
    ):
        assert said in " ".join(text.split()), said
    assert max(map(len, text.splitlines())) <= 110


def test_only_a_night_has_a_report_to_point_to() -> None:
    account = replace(material(news("new", 0)).accounts[0], command="crawl")
    told = compose(material(accounts=(account,)), NOTHING)
    assert "Run 12" in as_text(told)
    assert "report.html" not in as_text(told)


def test_what_comes_from_outside_steers_nothing() -> None:
    told = compose(full(), NOTHING)
    text, page = as_text(told), as_html(told)
    for said in (text, page, told.subject):
        hidden = {c for c in said if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c != "\n"}
        assert not hidden
        assert "javascript:" not in said
    assert "<" not in text
    assert "@everyone" not in text
    tree = lxml_html.fromstring(page)
    assert not tree.xpath("//script | //img | //iframe | //@onclick | //link")
    assert all(href.startswith("https://www.ashby-scp.example/") for href in tree.xpath("//@href"))
    assert "<script>alert(1)</script>" in tree.text_content()


@pytest.mark.parametrize("limit", [30_000, 2000, 1000, 140, 3])
def test_a_message_fits_where_it_goes(limit: int) -> None:
    made = material(*(news("new", n) for n in range(70)), troubled=(broken(),))
    said = fitting(lambda most: as_text(compose(made, NOTHING, most=most)), limit)
    assert len(said) <= limit
    if limit >= 1000:
        assert "BROKEN (1 SITE)" in said
