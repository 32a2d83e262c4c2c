"""Merging: the stated order of trust, with every claim kept as evidence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.normalise.describe import describe
from harvester.records import Extract, Fetch, Line, Link, Sighting, SourceInfo
from harvester.vocabulary import Nation, Origin, Outcome, PageKind, Precision, ReviewType, Role

NORTHMOOR = SourceInfo(
    slug="northmoor", title="Northmoor Safeguarding Children Partnership", nation=Nation.ENGLAND
)
URL = "https://example.org/uploads/2020/01/doc17.pdf"


def extract(*texts: str, header: str = "", **properties: str) -> Extract:
    return Extract(
        sha256="0" * 64,
        outcome=Outcome.OK,
        media_type="application/pdf",
        pages=(
            "\n".join(texts),
            "The review of the family and of the services that were provided to the children.",
        ),
        lines=tuple(Line(text=t, page=1, number=i) for i, t in enumerate(texts, 1)),
        headers=(Line(text=header, page=1, number=0),) if header else (),
        properties=properties,
        page_count=2,
    )


def sighting(text: str = "here", **more: str) -> Sighting:
    page = {"page_url": "https://example.org/reviews", "page_title": "Reviews", "page_heading": "Reviews"}
    page.update({k: more.pop(k) for k in list(more) if k in page})
    kind = PageKind(more.pop("kind", "hub"))
    published = more.pop("page_published", None)
    return Sighting(
        source="northmoor",
        url=URL,
        page_kind=kind,
        page_published=published,
        link=Link(url=URL, text=text, **more),
        score=0.9,
        is_review_document=True,
        reasons=(),
        first_seen="2026-01-01T00:00:00Z",
        last_seen="2026-01-01T00:00:00Z",
        **page,
    )


COVER = ("Serious Case Review", "Child X", "Executive Summary", "March 2016")


def test_the_title_page_beats_the_label() -> None:
    link = sighting("Child Safeguarding Practice Review Child Y overview report")
    found = describe(extract(*COVER), [link], None, NORTHMOOR)
    assert found.title == "Serious Case Review Child X Executive Summary"
    assert (found.review_type, found.role, found.case_name) == (
        ReviewType.SCR,
        Role.EXECUTIVE_SUMMARY,
        "Child X",
    )
    others = {(e.field, e.value) for e in found.evidence if e.origin is Origin.LINK}
    assert ("review_type", "cspr") in others
    assert ("case_name", "Child Y") in others


def test_the_label_fills_what_the_title_page_leaves_open() -> None:
    link = sighting("Response", heading="Child Safeguarding Practice Review: Child E")
    found = describe(extract("Overview Report", "Child E"), [link], None, NORTHMOOR)
    assert found.review_type is ReviewType.CSPR
    found = describe(extract("Child Safeguarding Practice Review", "Child E"), [link], None, NORTHMOOR)
    assert found.role is Role.RESPONSE


def test_nothing_fetched_is_described_by_its_link() -> None:
    link = sighting("Child Q LCSPR executive summary (PDF, 206kb)", row="Published 14 June 2023")
    found = describe(None, [link], None, NORTHMOOR)
    assert found.title == "Child Q LCSPR executive summary"
    assert (found.review_type, found.role, found.case_name) == (
        ReviewType.CSPR,
        Role.EXECUTIVE_SUMMARY,
        "Child Q",
    )
    assert (found.published, found.published_precision) == ("2023-06-14", Precision.DAY)


def test_empty_words_are_never_a_title() -> None:
    found = describe(
        None, [sighting("Read the overview report", entry="2019 – Anonymous – Katie")], None, NORTHMOOR
    )
    assert found.title is not None
    assert "Katie" in found.title
    found = describe(None, [sighting("here", heading="Baby T")], None, NORTHMOOR)
    assert found.title == "Baby T"


def test_published_of_the_document_wins_unless_it_is_vaguer() -> None:
    page = sighting("Child X", row="Published 20 September 2016")
    exact = describe(
        extract("Serious Case Review", "Child X", "Published 3 May 2016"), [page], None, NORTHMOOR
    )
    assert exact.published == "2016-05-03"
    vague = describe(
        extract("Serious Case Review", "Child X", "Published September 2016"), [page], None, NORTHMOOR
    )
    assert vague.published == "2016-09-20"
    silent = describe(extract(*COVER), [page], None, NORTHMOOR)
    assert (silent.published, silent.completed) == ("2016-09-20", "2016-03")


def test_dates_of_pages_count_on_case_pages_only() -> None:
    dated = sighting("Child X", kind="case_page", page_published="2019-02-03T10:00:00Z")
    assert describe(extract(*COVER), [dated], None, NORTHMOOR).published == "2019-02-03"
    hub = sighting("Child X", kind="hub", page_published="2019-02-03T10:00:00Z")
    assert describe(extract(*COVER), [hub], None, NORTHMOOR).published is None


def test_upload_folder_and_http_dates_say_nothing() -> None:
    fetch = Fetch(
        source="northmoor",
        url=URL,
        outcome=Outcome.OK,
        at="2026-01-01T00:00:00Z",
        last_modified="Mon, 01 Jan 2018 00:00:00 GMT",
    )
    found = describe(extract("Serious Case Review", "Child X"), [], fetch, NORTHMOOR)
    assert (found.published, found.completed) == (None, None)


def test_a_name_with_its_code_is_fuller() -> None:
    found = describe(extract("Serious Case Review", "Baby F"), [sighting("Baby F (CN18)")], None, NORTHMOOR)
    assert found.case_name == "Baby F (CN18)"


def test_file_name_fills_an_empty_page() -> None:
    fetch = Fetch(
        source="northmoor",
        url=URL,
        outcome=Outcome.OK,
        at="2026-01-01T00:00:00Z",
        file_name="Child_V_LCSPR_Briefing.pdf",
    )
    found = describe(extract(), [], fetch, NORTHMOOR)
    assert (found.case_name, found.review_type, found.role) == ("Child V", ReviewType.CSPR, Role.BRIEFING)
    assert {e.origin for e in found.evidence if e.field == "case_name"} == {Origin.HTTP}


def test_the_order_of_sightings_does_not_matter() -> None:
    links = [
        sighting("Child X summary", page_url="https://example.org/b"),
        sighting("Child Z", page_url="https://example.org/a"),
    ]
    assert describe(None, links, None, NORTHMOOR) == describe(None, links[::-1], None, NORTHMOOR)


def test_properties_come_late_and_never_name_the_author() -> None:
    found = describe(
        extract(title="Microsoft Word - SCR Child K final", author="jsmith"), [], None, NORTHMOOR
    )
    assert found.case_name == "Child K"
    assert found.authors == ()
    found = describe(extract(*COVER, title="SCR Child K"), [], None, NORTHMOOR)
    assert found.case_name == "Child X"


def test_own_board_named_in_the_text() -> None:
    text = extract(
        *COVER,
        "This was agreed by Westfell Safeguarding Adults Board and Northmoor Safeguarding Children Board.",
    )
    assert describe(text, [], None, NORTHMOOR).board is not None


def test_nothing_at_all() -> None:
    found = describe(None, [], None, None)
    assert (found.title, found.review_type, found.role) == (None, None, None)


def test_alternatives_are_never_surer_than_the_chosen() -> None:
    found = describe(extract(*COVER), [sighting("LCSPR Child Y briefing")], None, NORTHMOOR)
    for name in ("review_type", "role", "case_name"):
        items = [e for e in found.evidence if e.field == name]
        assert all(e.confidence <= items[0].confidence for e in items if e.value != items[0].value)


def test_a_letter_takes_its_title_from_the_link() -> None:
    letter = extract(
        "Home Office",
        "11 January 2021",
        "Dear Chair",
        "Thank you for submitting the Domestic Homicide Review.",
    )
    found = describe(letter, [sighting("Home Office letter", heading="Louise")], None, NORTHMOOR)
    assert (found.title, found.role) == ("Home Office letter", Role.LETTER)


def test_an_untold_role_is_the_report_itself() -> None:
    found = describe(None, [sighting("Child S serious case review, May 2017")], None, NORTHMOOR)
    assert found.role is Role.OVERVIEW_REPORT


def test_an_anonymous_deposit_has_no_board() -> None:
    sheet = extract(
        "Title: Serious case review: Child N.",
        "LSCB: Published anonymously",
        "Author: Rosalind Peake",
        "Date of publication: 2015",
    )
    assert describe(sheet, [], None, None).board is None


JOINT = (
    "A Serious Case Review",
    "‘Child W’",
    "A Domestic Homicide Review",
    "‘Adult W’",
    "The Overview Report",
)


def test_a_report_of_two_reviews_is_of_the_sources_kind() -> None:
    assert describe(extract(*JOINT), (), None, None).review_type is None
    assert describe(extract(*JOINT), (), None, NORTHMOOR).review_type is ReviewType.SCR
    safety = SourceInfo(slug="westfell", title="Westfell Community Safety Partnership", nation=Nation.ENGLAND)
    assert describe(extract(*JOINT), (), None, safety).review_type is ReviewType.DHR


def test_a_title_broken_over_two_lines_is_as_sure_as_one_on_one_line() -> None:
    lines = ("Local Child Safeguarding", "Practice Review", "Zellie")
    found = describe(extract(*lines), [sighting("Zellie", heading="Zellie")], None, NORTHMOOR)
    assert found.title == "Local Child Safeguarding Practice Review Zellie"


PIECES = st.sampled_from(
    """Serious Case Review|SCR|Child X|published|Published: 3 May 2016|Author:|Jane Doyle|and|&|(|'|Title:
    LSCB:|Northmoor Safeguarding Children Board|Date of publication: 2015|Contents|1.|\u00a0|of|-|Dear|No.
    Executive Summary|DOB: 01/01/2012|Bwrdd Diogelu|Page 1 of 2|A|\ud7ff|\x00|\u202e|99/99/9999"""
    .replace("\n    ", "|").split("|")
)  # fmt: skip


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(st.lists(PIECES, max_size=6).map(" ".join), max_size=9),
    st.lists(PIECES, max_size=3).map(" ".join),
)
def test_no_page_breaks_it(lines: list[str], header: str) -> None:
    found = describe(extract(*lines, header=header, title=header), [sighting(header)], None, NORTHMOOR)
    for value in (found.published, found.completed):
        assert value is None or len(value) in (4, 7, 10)
    assert all(e.value for e in found.evidence)


def test_a_page_of_boards_is_quick() -> None:
    long = "Northmoor Safeguarding Children Board " * 2000
    assert describe(extract(long, header=long), [], None, None).board is not None


def test_the_date_of_a_page_counts_where_the_page_is_about_the_case() -> None:
    about = sighting(
        "Full report", page_heading="Child X: practice review", kind="hub", page_published="2024-07-09"
    )
    assert describe(extract(*COVER), [about], None, NORTHMOOR).published == "2024-07-09"
    hub = sighting("Child X: full report", kind="hub", page_published="2024-07-09")
    assert describe(extract(*COVER), [hub], None, NORTHMOOR).published is None


def test_what_was_not_read_is_of_the_kind_of_its_day() -> None:
    def kind(nation: Nation = Nation.ENGLAND, **more: str) -> ReviewType | None:
        source = SourceInfo(slug="northmoor", title=NORTHMOOR.title, nation=nation)
        link = sighting("Read the whole report", heading="Child Hazel", **more)
        return describe(None, [link], None, source).review_type

    assert kind(dated="Published on 4 May 2022") is ReviewType.CSPR
    assert kind(kind="case_page", page_published="2023-02-01") is ReviewType.CSPR
    assert kind(dated="Published on 4 May 2017") is ReviewType.SCR
    assert kind() is None
    assert kind(Nation.WALES) is ReviewType.CPR


def test_what_a_download_manager_says_is_no_title() -> None:
    link = sighting("Overview report", title="Version 1.0", heading="Child Hazel")
    assert describe(None, [link], None, NORTHMOOR).title == "Child Hazel: Overview report"


def test_a_partnership_holds_other_reviews_than_the_board_before_it() -> None:
    def kind(board: str) -> ReviewType | None:
        return describe(extract(board, "Child Hazel", "Learning summary"), [], None, NORTHMOOR).review_type

    assert kind("Northmoor Safeguarding Children Partnership") is ReviewType.CSPR
    assert kind("Northmoor Safeguarding Children Board") is ReviewType.SCR


def test_a_year_over_a_list_is_no_title() -> None:
    link = sighting("", alt="Report", heading="2016", row="Significant Case Review: Family H | –")
    assert describe(None, [link], None, NORTHMOOR).title == "Significant Case Review: Family H: Report"
    link = sighting("", alt="Report", heading="Family H", row="–")
    assert describe(None, [link], None, NORTHMOOR).title == "Family H: Report"
    link = sighting("", heading="May 2016", page_heading="Case reviews")
    assert describe(None, [link], None, NORTHMOOR).title == "Case reviews"
