"""Lines that the page's width broke are joined by their place; others are left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.normalise.cover_wraps import join_wrapped
from harvester.records import Line


def page(*texts: str, size: float = 12.0, steps: dict[int, float] | None = None) -> list[Line]:
    """Lines of one size below each other; `steps` gives the way down to a line where it is not 15."""
    lines: list[Line] = []
    top = 100.0
    for number, text in enumerate(texts, 1):
        top += (steps or {}).get(number, 15.0) if number > 1 else 0.0
        box = (60.0, top, 60.0 + 0.5 * size * len(text), top + size)
        lines.append(Line(text=text, page=1, number=number, box=box, size=size))
    return lines


def joined(lines: list[Line]) -> list[str]:
    return [line.text for line in join_wrapped(lines)]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Serious Case Review concerning Children J, K and", "L"),
        ("Review into the circumstances of the death of", "Rowan"),
        ("Serious Case Review of the services which were", "provided to a family"),
        ("Independent authors: Helen Marchbank and Peter", "Lyle"),
        ("A long line that stands on this page: published", "14 June 2017"),
    ],
)
def test_a_phrase_broken_in_the_middle_is_joined(above: str, below: str) -> None:
    assert joined(page("Westfell", above, below)) == ["Westfell", f"{above} {below}"]


def test_lines_set_closer_than_others_are_one() -> None:
    lines = page(
        "Statement from the Independent", "Chair", "Serious Case Review", "Child W", steps={3: 40.0, 4: 40.0}
    )
    assert joined(lines)[0] == "Statement from the Independent Chair"


@pytest.mark.parametrize(
    "texts",
    [
        ("Coldmere Safeguarding Children Board", "Serious Case Review", "Child W"),
        ("Serious Case Review Overview Report", "Helen Marchbank", "May 2016"),
        ("Serious Case Review Overview Report", "by", "Helen Marchbank"),
        ("Serious Case Review Overview Report", "www.coldmere.example.org"),
        ("Safeguarding Adults Review of Adam Lyle", "(25 October 1985 - 24 April 2018)"),
        ("Author: Helen Marchbank of Coldmere,", "Published: May 2016"),
    ],
)
def test_lines_of_their_own_stay_apart(texts: tuple[str, ...]) -> None:
    assert joined(page(*texts, steps={len(texts): 30.0})) == list(texts)
    assert joined(page(*texts)) == list(texts)


def test_short_or_unlike_lines_are_never_joined() -> None:
    short = ["Review of the death of", "a child", "Coldmere Safeguarding Children Partnership Board"]
    assert joined(page(*short)) == short
    first, second = page("Review into the circumstances of the death of", "Rowan")
    large = Line(text=second.text, page=1, number=2, box=second.box, size=18.0)
    assert joined([first, large]) == [first.text, "Rowan"]


def test_each_column_has_its_own_width() -> None:
    left = page("Serious Case Review concerning the death of an infant", "Overview Report")
    right = page("Authors: Helen Marchbank and Peter", "Lyle")
    moved = [replace(n, box=(n.box[0] + 330, n.box[1], n.box[2] + 330, n.box[3])) for n in right if n.box]
    assert joined([*left, *moved]) == [*(n.text for n in left), "Authors: Helen Marchbank and Peter Lyle"]


def test_lines_without_a_place_stay_as_they_are() -> None:
    lines = [Line(text=t, page=1, number=n) for n, t in enumerate(("Review of the", "death of", "Rowan"), 1)]
    assert join_wrapped(lines) == lines
