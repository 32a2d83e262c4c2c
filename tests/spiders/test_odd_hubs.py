"""Lists of reviews that are called anything but that, behind parents that are called anything at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.spiders.dry import PDF, crawl
from tests.spiders.pages import HOME, furniture, homepage, page, ul

LEARNING = f"{HOME}/professionals/learning"
SPEAKS = (
    "<p>When a child dies or is badly hurt we may hold a local child safeguarding practice review, so that"
    " services can learn. What we found is set out below.</p>"
)


def card(name: str, path: str, *, told: str = "") -> str:
    """A card whose heading is no link."""
    aria = f' aria-label="Read more about {name}"' if told else ""
    return f'<div class="card"><h3>{name}</h3><p>A summary.</p><a href="{path}"{aria}>Read more »</a></div>'


def site(**pages: Any) -> dict[str, Any]:
    return {f"{HOME}/": homepage(), **furniture(), **pages}


def reports(*names: str) -> dict[str, Any]:
    """A page per case with one file each."""
    found: dict[str, Any] = {}
    for name in names:
        slug = name.lower().replace(" ", "-")
        found[f"{HOME}/stories/{slug}"] = page(name, ul(f"Read the full report:/files/{slug}.pdf"))
        found[f"{HOME}/files/{slug}.pdf"] = PDF
    return found


@pytest.mark.parametrize("told", ["", "aria"])
def test_a_declared_start_page_is_believed_and_its_cards_are_opened(told: str) -> None:
    names = ("Willow", "Rowan", "Child T", "Three Sisters")
    cards = "".join(card(n, f"/stories/{n.lower().replace(' ', '-')}", told=told) for n in names)
    url = f"{HOME}/what-happened-next"
    result = crawl(site(**{url: page("What happened next", SPEAKS + cards)}, **reports(*names)), start=[url])
    assert len(result.fetched) == 4
    assert not result.tally.moved


def test_a_start_page_that_speaks_of_something_else_is_not_believed() -> None:
    url = f"{HOME}/what-happened-next"
    body = "<p>Tickets for the summer fair.</p>" + ul("Programme:/files/fair.pdf|Map:/files/map.pdf")
    pages = {f"{HOME}/files/fair.pdf": PDF, f"{HOME}/files/map.pdf": PDF}
    result = crawl(site(**{url: page("What happened next", body)}, **pages), start=[url])
    assert result.fetched == {}


@pytest.mark.parametrize("title", ["After the worst has happened", "Reports", "Our stories", "Publications"])
def test_a_list_of_any_name_below_learning_is_found(title: str) -> None:
    slug = title.lower().replace(" ", "-")
    listed = "Willow LCSPR overview report:/files/willow.pdf|Child T SCR:/files/child-t.pdf"
    topics = "Learning briefing on sleep - key learning:/files/sleep.pdf|7 minute briefing:/files/neglect.pdf"
    result = crawl(
        site(
            **{
                f"{HOME}/professionals": page(
                    "Professionals",
                    ul("Learning:/professionals/learning|Thresholds:/professionals/thresholds"),
                ),
                LEARNING: page(
                    "Learning",
                    ul(f"Briefings:/professionals/learning/briefings|{title}:/professionals/learning/{slug}"),
                ),
                f"{LEARNING}/briefings": page("7 minute briefings", ul(topics)),
                f"{LEARNING}/{slug}": page(title, SPEAKS + ul(listed)),
            },
            **{f"{HOME}/files/{name}.pdf": PDF for name in ("willow", "child-t", "sleep", "neglect")},
        )
    )
    assert {f"{HOME}/files/willow.pdf", f"{HOME}/files/child-t.pdf"} <= set(result.fetched)
    assert result.tally.pages_fetched <= 20


def test_years_three_clicks_deep_are_all_read() -> None:
    zone = f"{HOME}/learning-zone"
    years = ("2018", "2020", "2021", "2024")
    pages: dict[str, Any] = {
        zone: page("Learning zone", ul("Courses:/learning-zone/courses|Resources:/learning-zone/resources")),
        f"{zone}/courses": page("Courses", "<p>Dates of courses.</p>"),
        f"{zone}/resources": page(
            "Resources",
            ul("Films:/learning-zone/resources/films|What we learned:/learning-zone/resources/learned"),
        ),
        f"{zone}/resources/films": page("Films", "<p>Films to watch.</p>"),
        f"{zone}/resources/learned": page(
            "What we learned", ul("|".join(f"{y}:/learning-zone/resources/learned/{y}" for y in years))
        ),
    }
    for year in years:
        pages[f"{zone}/resources/learned/{year}"] = page(
            f"Case reviews published in {year}", ul(f"Child T{year[2:]} overview report:/files/{year}.pdf")
        )
        pages[f"{HOME}/files/{year}.pdf"] = PDF
    result = crawl(site(**pages), start=[zone])
    assert len(result.fetched) == len(years)


def test_a_part_of_a_council_site_is_known_by_our_name() -> None:
    home = "https://www.northmoor.gov.uk/"
    sections = "Bins|Parking|Planning|Housing|Schools and learning|Adult learning|Libraries|Leisure|Benefits"
    sections += "|Reviews of decisions|School reviews|Business|Health|Reports to the council|Publications"
    nav = "|".join(f"{name}:/{name.lower().replace(' ', '-')}" for name in sections.split("|"))
    pages: dict[str, Any] = {
        f"{home}{name.lower().replace(' ', '-')}": page(name, "<p>Information.</p>", nav=nav)
        for name in sections.split("|")
    }
    pages[home] = page("Northmoor Council", ul(nav + "|Safer streets partnership:/ssp"), nav=nav)
    pages[f"{home}ssp"] = page("Safer streets partnership", ul("When someone is killed:/killed"), nav=nav)
    pages[f"{home}killed"] = page(
        "When someone is killed",
        "<p>A domestic homicide review is held.</p>" + ul("DHR Anna:/files/a.pdf"),
        nav=nav,
    )
    pages[f"{home}files/a.pdf"] = PDF
    result = crawl(pages, homepage=home, title="Northmoor Safer Streets Partnership")
    assert list(result.fetched) == [f"{home}files/a.pdf"]


def test_a_file_shared_by_a_service_is_asked_for_behind_its_viewer() -> None:
    hub_url = f"{HOME}/case-reviews"
    shown = "https://drive.google.com/file/d/1AbCdEfGhIjKlMn/view"
    pages = {
        hub_url: page("Case reviews", ul(f"Child T serious case review overview report:{shown}?usp=sharing")),
        f"{shown}?usp=sharing": page("childt.pdf", "<p>Loading</p>"),
        "https://drive.google.com/uc?export=download&id=1AbCdEfGhIjKlMn": PDF,
    }
    result = crawl(site(**pages), start=[hub_url])
    assert result.fetched == {f"{shown}?usp=sharing": "ok"}


def test_a_list_that_only_a_menu_of_flat_addresses_names() -> None:
    nav = "Home:/|Professionals:/professionals|After the worst:/after-the-worst|Contact us:/contact"
    listed = page("After the worst", SPEAKS + ul("Willow LCSPR overview report:/files/w.pdf"), nav=nav)
    pages = {f"{HOME}/": page("Welcome", "<p>Welcome.</p>", nav=nav), f"{HOME}/after-the-worst": listed}
    assert list(crawl(site(**{**pages, f"{HOME}/files/w.pdf": PDF})).fetched) == [f"{HOME}/files/w.pdf"]


def test_pages_of_media_beside_the_name_of_a_case() -> None:
    hub_url = f"{HOME}/learning/from-practice"
    body = (
        "<h2>Significant case reviews</h2><p><strong>Child T</strong> – published 9 October 2018</p><ul>"
        "<li><a href='/media/1204'>Executive summary</a></li>"
        "<li><a href='/media/1205'>Our improvement plan</a></li>"
        "<li><a href='/node/77'>Read the response</a></li></ul>"
    )
    pages: dict[str, Any] = {hub_url: page("Learning from practice", body)}
    for number in ("/media/1204", "/media/1205", "/node/77"):
        pages[f"{HOME}{number}"] = page("Child T document", ul(f"Child T document:{number}/download?inline"))
        pages[f"{HOME}{number}/download?inline"] = PDF
    assert len(crawl(site(**pages), start=[hub_url]).fetched) == 3


@pytest.mark.parametrize("parent", ["procedures", "training", "threshold-framework"])
def test_a_list_below_a_parent_that_misleads(parent: str) -> None:
    nav = f"Home:/|{parent.replace('-', ' ').capitalize()}:/{parent}|Contact us:/contact"
    pages = {
        f"{HOME}/": page("Welcome", "<p>Welcome.</p>", nav=nav),
        f"{HOME}/{parent}": page(parent, ul(f"Serious incidents:/{parent}/si|Forms:/{parent}/forms")),
        f"{HOME}/{parent}/si": page("Serious incidents", SPEAKS + ul("Child T SCR overview:/files/t.pdf")),
        f"{HOME}/files/t.pdf": PDF,
    }
    assert list(crawl(site(**pages)).fetched) == [f"{HOME}/files/t.pdf"]


def test_numbered_articles_and_handlers() -> None:
    article = f"{HOME}/index.aspx?articleid="
    pages: dict[str, Any] = {
        f"{HOME}/": page(
            "Welcome", "<p>x</p>", nav="Home:/|Professionals:/index.aspx?articleid=1|Contact us:/contact"
        ),
        f"{article}1": page("Professionals", ul("Serious incidents:/index.aspx?articleid=2")),
        f"{article}2": page(
            "Serious incidents",
            SPEAKS + ul("Child T:/index.aspx?articleid=3|Child V:/index.aspx?articleid=4"),
        ),
    }
    for number, case in ((3, "Child T"), (4, "Child V")):
        pages[f"{article}{number}"] = page(case, ul(f"Full report:/CHttpHandler.ashx?id=90{number}&amp;p=0"))
        pages[f"{HOME}/CHttpHandler.ashx?id=90{number}&p=0"] = PDF
    assert len(crawl(site(**pages)).fetched) == 2
