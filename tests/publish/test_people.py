"""People are counted only where the name of a case says how many."""

from __future__ import annotations

import pytest

from harvester.publish.people import people_named


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Child K", 1),
        ("Adult 12", 1),
        ("Baby AB", 1),
        ("Mrs Y", 1),
        ("Anne", 1),
        ("Anne-Marie", 1),
        ("CD", 1),
        ("Child AB/2015", 1),
        ("Young Person J", 1),
        ("Child A and Child B", 2),
        ("Children A, B and C", 3),
        ("Child D, Child E, Child F", 3),
        ("Mr and Mrs X", 2),
        ("Siblings A & B", 2),
        ("Jack and Jill", 2),
        ("Plentyn A", 1),
        ("Twins A and B", 2),
        ("Child T2", 1),
        ("Child K's", 1),
    ],
)
def test_names_of_people(name, number):
    assert people_named(name) == number


@pytest.mark.parametrize(
    "name",
    [
        None,
        "",
        "  ",
        "Family Q",
        "Case 14",
        "Twins",
        "Siblings A",
        "Children",
        "Child",
        "Child A and family",
        "Child A and others",
        "The Smiths of Northmoor",
        "Children in Northmoor House",
        "Child Sexual Exploitation",
        "Thematic review",
        "<script>alert(1)</script>",
        "Neglect",
        "A long title that somebody took for a name",
    ],
)
def test_names_that_do_not_say_how_many(name):
    assert people_named(name) is None
