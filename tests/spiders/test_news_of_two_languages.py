"""News by year, month and post on a Welsh site, whose two languages are linked at their homes only."""

from __future__ import annotations

from typing import Any

import pytest

from tests.spiders.dry import PDF, crawl
from tests.spiders.pages import HOME, page, ul

YEARS = (2023, 2022, 2021, 2020, 2019)
MONTHS = {"en": ("March", "May", "October"), "cy": ("Mawrth", "Mai", "Hydref")}
ROOT = {"en": f"{HOME}/en/updates", "cy": f"{HOME}/cy/diweddariadau"}
MENU = {
    "en": "Latest updates:/en/updates/|Practice reviews:/en/practice-reviews/|Forms:/en/forms/"
    "|Training:/en/training/|Cymraeg:/cy/",
    "cy": "Diweddariadau diweddaraf:/cy/diweddariadau/|Adolygiadau Ymarfer:/cy/adolygiadau/"
    "|Ffurflenni:/cy/ffurflenni/|English:/en/",
}
WORDS = {
    "en": ("Updates", "Published practice reviews", "Report CPR OXSB {n}/{year}", "Safer sleep"),
    "cy": (
        "Diweddariadau",
        "Adolygiadau ymarfer cyhoeddedig",
        "Adroddiad AYP OXSB {n}/{year}",
        "Cysgu'n ddiogel",
    ),
}


def tree(language: str, announced: set[tuple[int, int]]) -> dict[str, Any]:
    """One half of the site: home, an empty list of reviews, news by year and month."""
    home, listed = f"{HOME}/{language}/", "practice-reviews" if language == "en" else "adolygiadau"
    title, post, report, other = WORDS[language]
    root, menu = ROOT[language], ul(MENU[language])
    none = {
        "en": "<p>Reports are announced in our updates.</p>",
        "cy": "<p>Cyhoeddir adroddiadau yn ein diweddariadau.</p>",
    }
    heading = {"en": "Practice reviews", "cy": "Adolygiadau Ymarfer"}[language]
    found: dict[str, Any] = {
        home: page({"en": "Welcome", "cy": "Croeso"}[language], menu),
        f"{home}{listed}/": page(heading, none[language] + menu),
        f"{root}/": page(title, menu + ul("|".join(f"{y}:{root}/{y}/" for y in YEARS))),
    }
    for year in YEARS:
        months = {number: f"{root}/{year}/{name.lower()}/" for number, name in enumerate(MONTHS[language])}
        names = MONTHS[language]
        found[f"{root}/{year}/"] = page(
            str(year), menu + ul("|".join(f"{names[n]} {year}:{u}" for n, u in months.items()))
        )
        for number, url in months.items():
            items = [f"{other}:{url}sleep/"]
            found[f"{url}sleep/"] = page(other, menu + "<p>Put your baby on the back.</p>")
            if (year, number) in announced:
                items.append(f"{post}:{url}reviews/")
                file = f"{HOME}/files/{language}-{year}-{number}.pdf"
                found[file] = PDF
                found[f"{url}reviews/"] = page(
                    post, menu + ul(f"{report.format(n=number + 1, year=year)}:{file}")
                )
            found[url] = page(f"{names[number]} {year}", menu + ul("|".join(items)))
    return found


@pytest.mark.parametrize(
    "announced",
    [{(2023, 0), (2021, 2)}, {(2019, 1), (2023, 2)}, {(2022, 0), (2021, 1), (2019, 2)}],
)
def test_years_months_and_the_other_tree_are_walked_on_from_a_find(announced: set[tuple[int, int]]) -> None:
    answers = {f"{HOME}/": page("Oxmere Safeguarding Board", ul("English:/en/|Cymraeg:/cy/"))}
    answers |= tree("en", announced) | tree("cy", announced)
    result = crawl(answers, nation="wales", title="Oxmere Safeguarding Board")
    found = {url.rsplit("/", 1)[-1] for url, outcome in result.fetched.items() if outcome == "ok"}
    assert found == {f"{language}-{y}-{m}.pdf" for language in ("en", "cy") for y, m in announced}
    assert len(result.pages) <= 65


def test_a_site_whose_news_has_no_reviews_is_left_early() -> None:
    answers = {f"{HOME}/": page("Oxmere Safeguarding Board", ul("English:/en/|Cymraeg:/cy/"))}
    answers |= tree("en", set()) | tree("cy", set())
    result = crawl(answers, nation="wales", title="Oxmere Safeguarding Board")
    assert result.fetched == {}
    assert len(result.pages) <= 30
