"""Shapes of charts and of the map say the numbers that they were made of."""

from __future__ import annotations

import pytest

from harvester.coverage.tiles import tiles
from harvester.reading_room import charts
from harvester.reading_room.citing import citation, said_day
from tests.publish.samples import entry


def test_years_without_reviews_are_bars_of_no_height():
    found = charts.years([(2019, 2), (2021, 4), (None, 3)])
    assert [(bar.label, bar.number) for bar in found.bars] == [("2019", 2), ("2020", 0), ("2021", 4)]
    assert (found.most, found.undated, found.first, found.last) == (4, 3, "2019", "2021")
    heights = [bar.height for bar in found.bars]
    assert heights[1] == 0
    assert heights[2] == pytest.approx(2 * heights[0])
    assert all(bar.y + bar.height == pytest.approx(charts.HEIGHT) for bar in found.bars)
    assert all(0 <= bar.x <= charts.WIDTH - bar.width + 1 for bar in found.bars)
    assert charts.years([(None, 1)]).bars == ()


def test_lying_bars_are_shares_of_the_longest_or_of_the_whole():
    assert [bar.share for bar in charts.lying([("a", 4), ("b", 1)], {})] == [100, 25]
    assert [bar.share for bar in charts.lying([("a", 4)], {"a": "A"}, whole=16)] == [25]
    assert charts.lying([("", 0)], {})[0].label == "not said"


def test_every_body_has_a_square_of_its_own():
    known = [{"slug": slug, "title": slug, "accepted": 1, "held": 0, "elsewhere": 0} for slug in tiles()]
    more = [{"slug": f"new-{n}", "title": "New", "accepted": 0, "held": n, "elsewhere": 0} for n in range(30)]
    found = charts.tile_map([*known, *more], tiles())
    places = [(one.x, one.y) for one in found.squares]
    assert len(places) == len(set(places)) == len(known) + 30
    assert places == sorted(places, key=lambda place: (place[1], place[0])), "in reading order"
    assert max(x for x, _ in places) + charts.TILE <= found.width
    assert max(y for _, y in places) + charts.TILE <= found.height
    shades = {one.slug: one.shade for one in found.squares}
    assert (shades["new-0"], shades["new-1"]) == ("none", "known")
    assert charts.tile_map([], {}).squares == ()


@pytest.mark.parametrize(
    ("number", "shade"), [(1, "s1"), (2, "s1"), (3, "s2"), (19, "s3"), (20, "s4"), (999, "s5")]
)
def test_shades(number, shade):
    (one,) = charts.tile_map(
        [{"slug": "a", "title": "A", "accepted": number, "held": 0, "elsewhere": 0}], {}
    ).squares
    assert one.shade == shade
    assert str(number) in one.told


def test_a_citation_names_author_year_title_publisher_address_and_edition():
    said = citation(entry(), "The edition")
    assert said == (
        "van der Doe, J. and Learning Associates Ltd (2016) The Overview Report: Child K. Northmoor: "
        "Northmoor Safeguarding Children Board. Serious case review. Available at: "
        "https://northmoor.example/reviews (last seen 3 February 2026). Record d0123456789ab of: The edition"
    )
    assert citation(entry(authors="[]"), "E").startswith("Northmoor Safeguarding Children Board (2016)")
    assert "et al. (2016)" in citation(entry(authors='["A One", "B Two", "C Three", "D Four"]'), "E")
    nobody = entry(
        authors="[]", board=None, source_kind="national", publishers=[], published=None, completed=None
    )
    assert citation(nobody, "E").startswith("Published anonymously (no date) ")


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2016-09-28", "28 September 2016"),
        ("2016-09", "September 2016"),
        ("2016", "2016"),
        ("2016-02-31", "2016-02-31"),
        ("2016-13", "2016"),
    ],
)
def test_days(iso, said):
    assert said_day(iso) == said
