"""Others review too, and write about our reviews: their pages stay below the line, those of boards above."""

from __future__ import annotations

import pytest

from harvester.discover.pages import JudgedPage

LINE = 0.5


def score(title: str, *links: str, site: str = "https://www.example.org.uk") -> float:
    items = "".join(f'<li><a href="/files/{n}.pdf">{text}</a></li>' for n, text in enumerate(links))
    body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><ul>{items}</ul></body></html>"
    return 0.9 * JudgedPage(body.encode(), f"{site}/reviews").score  # as one page counts for its host


@pytest.mark.parametrize(
    ("title", "links"),
    [
        ("Independent review of our safeguarding", ("Independent review: full report", "Our action plan")),
        ("Serious case reviews: how we can help you", ("Brochure",)),
        ("Domestic homicide reviews: your request", ("Response 1234",)),
        ("Patient safety reviews", ("Learning from deaths report", "Independent review of a ward")),
    ],
)
def test_reviews_of_others_are_doubted(title: str, links: tuple[str, ...]) -> None:
    assert 0 < score(title, *links) < LINE


@pytest.mark.parametrize(
    ("title", "links"),
    [
        ("Serious case reviews", ("Child A overview report",)),
        ("Domestic homicide reviews", tuple(f"Overview report {n}" for n in range(4))),
        ("Safeguarding Adults Reviews", ("Adult B: SAR report", "Briefing")),
        ("Dysgu o adolygiadau", ("Plentyn A: adroddiad", "Plentyn B: adroddiad")),
    ],
)
def test_those_of_boards_are_not(title: str, links: tuple[str, ...]) -> None:
    assert score(title, *links) > LINE
