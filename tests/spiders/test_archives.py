"""Archives split by month, shelves of documents, drop-down menus, and lists without an end."""

from __future__ import annotations

from typing import Any

import pytest

from harvester.urls import is_period_archive
from spiders.routes import is_shelf
from tests.spiders.dry import PDF, crawl
from tests.spiders.pages import HOME, furniture, homepage, hub, page, ul

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_BULLETIN = "<p>The partnership met this month and spoke of its work with schools and health services.</p>"


def site(**more: Any) -> dict[str, Any]:
    return {f"{HOME}/": homepage(), **furniture(), **more}


def archive(form: str, *, posts: dict[str, str], years: tuple[int, ...] = (2022, 2023)) -> dict[str, Any]:
    """Two years of months; those in `posts` link to a post with the files of a review."""
    pages: dict[str, Any] = {}
    labels = []
    for year in years:
        for number, month in enumerate(_MONTHS, 1):
            path = form.format(year=year, month=month, number=number)
            labels.append(f"{month} {year}:{path}")
            case = posts.get(f"{month} {year}")
            body = _BULLETIN
            if case:
                slug = case.lower().replace(" ", "-")
                post = f"/posts/{slug}"
                body += ul(f"Practice review published:{post}")
                pages[f"{HOME}{post}"] = page(
                    "Practice review published",
                    f"<p>The board has published a child practice review about {case}.</p>"
                    + ul(f"{case} child practice review report:/files/{slug}.pdf"),
                )
                pages[f"{HOME}/files/{slug}.pdf"] = PDF
            pages[f"{HOME}{path}"] = page(f"{month} {year}", body)
    pages[f"{HOME}/updates"] = page("Updates", "<p>What we did, month by month.</p>" + ul("|".join(labels)))
    return pages


@pytest.mark.parametrize("form", ["/updates/{year}/{month}{year}.aspx", "/{year}/{number:02d}/"])
def test_a_find_in_one_month_leads_through_the_whole_archive(form: str) -> None:
    posts = {"March 2022": "Child T", "October 2022": "Child V", "August 2023": "Child W"}
    result = crawl(site(**archive(form, posts=posts)), start=[f"{HOME}/updates"], nation="wales")
    assert len(result.fetched) == len(posts)


def test_an_archive_that_announces_nothing_is_left_soon() -> None:
    result = crawl(site(**archive("/updates/{year}/{number}", posts={}, years=tuple(range(2010, 2024)))))
    assert len(result.pages) <= 30
    assert not result.tally.capped


def test_an_archive_is_left_some_time_after_its_last_find() -> None:
    posts = {"January 2010": "Child T"}
    pages = archive("/updates/{year}/{number}", posts=posts, years=tuple(range(2010, 2024)))
    result = crawl(site(**pages), start=[f"{HOME}/updates"])
    assert len(result.fetched) == 1
    assert len(result.pages) <= 40


@pytest.mark.parametrize("label", ["Downloads", "Briefings", "Document library", "Publications and reports"])
def test_a_shelf_in_the_menu_is_looked_into_although_there_is_a_hub(label: str) -> None:
    nav = f"Home:/|Case reviews:/case-reviews|{label}:/shelf/14|Contact us:/contact"
    listed = "Cross border protocol:/files/protocol.pdf|DHR overview report - Adult H:/files/h.pdf"
    pages = {
        f"{HOME}/": page("Welcome", "<p>Welcome.</p>", nav=nav),
        f"{HOME}/case-reviews": page(
            "Case reviews",
            "<p>A serious case review is held when a child dies.</p>"
            + ul("Child T SCR overview:/files/t.pdf"),
            nav=nav,
        ),
        f"{HOME}/shelf/14": page(label, ul(listed), nav=nav),
        **{f"{HOME}/files/{name}.pdf": PDF for name in ("t", "h", "protocol")},
    }
    result = crawl(pages, start=[f"{HOME}/case-reviews"])
    assert {f"{HOME}/files/t.pdf", f"{HOME}/files/h.pdf"} <= set(result.fetched)


@pytest.mark.parametrize(
    "label", ["Annual reports", "Report a concern", "Minutes", "Training", "Newsletters"]
)
def test_other_menus_are_no_shelves(label: str) -> None:
    assert not is_shelf(label)


def test_years_in_a_drop_down_list_are_read() -> None:
    options = "".join(f"<option value='/case-reviews/{year}'>{year}</option>" for year in (2019, 2021, 2023))
    menu = f"<select onchange='window.location=this.value'><option value=''>Year</option>{options}</select>"
    pages: dict[str, Any] = {f"{HOME}/case-reviews": hub(menu)}
    for year in (2019, 2021, 2023):
        listed = ul(f"Child T{year} overview report:/files/{year}.pdf")
        pages[f"{HOME}/case-reviews/{year}"] = hub(listed, f"Case reviews {year}")
        pages[f"{HOME}/files/{year}.pdf"] = PDF
    assert len(crawl(site(**pages), start=[f"{HOME}/case-reviews"]).fetched) == 3


def test_a_list_without_an_end_is_given_up_and_called_capped() -> None:
    pages: dict[str, Any] = {f"{HOME}/files/t.pdf": PDF}
    for number in range(1, 150):
        cards = "|".join(
            f"Child {number * 3 + one}: case review:/reviews/c{number * 3 + one}" for one in range(3)
        )
        first = ul("Child T SCR overview report:/files/t.pdf") if number == 1 else ""
        following = f"<a rel='next' href='/reviews?page={number + 1}'>Next</a>"
        pages[f"{HOME}/reviews" + (f"?page={number}" if number > 1 else "")] = hub(
            first + ul(cards) + following
        )
        for one in range(3):
            case = number * 3 + one
            pages[f"{HOME}/reviews/c{case}"] = page(
                f"Child {case}", f"<p>The report on {case} will follow.</p>"
            )
    result = crawl(site(**pages), start=[f"{HOME}/reviews"])
    assert list(result.fetched) == [f"{HOME}/files/t.pdf"]
    assert len(result.pages) <= 80
    assert result.tally.capped


def test_addresses_of_months_and_years() -> None:
    assert is_period_archive("https://x.org/news/2024/05/")
    assert is_period_archive("https://x.org/2024/")
    for other in ("/events/2024/05/", "/2024/05/12/", "/2024/05/?page=2", "/tag/x/2024/"):
        assert not is_period_archive(f"https://x.org{other}"), other


def test_the_other_half_of_a_joint_site_is_found_behind_a_plain_menu() -> None:
    nav = "Home:/|Adults:/adults|Professionals:/professionals|Contact us:/contact"
    pages = {
        f"{HOME}/": page("Welcome", "<p>Welcome.</p>", nav=nav),
        f"{HOME}/adults": page("Adults", ul("Safeguarding adult reviews:/adults/sars"), nav=nav),
        f"{HOME}/adults/sars": hub(
            ul("SAR Adult P overview report:/files/p.pdf"), "Safeguarding adult reviews"
        ),
        f"{HOME}/professionals": page(
            "Professionals", ul("Learning from reviews:/professionals/lfr"), nav=nav
        ),
        f"{HOME}/professionals/lfr": hub(ul("Willow LCSPR overview report:/files/w.pdf")),
        f"{HOME}/files/p.pdf": PDF,
        f"{HOME}/files/w.pdf": PDF,
    }
    assert len(crawl(pages).fetched) == 2
