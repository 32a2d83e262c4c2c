"""The reference tables are consistent with each other and with the vocabularies."""

from __future__ import annotations

import csv
import re

import pytest

from harvester.resources import resource
from harvester.vocabulary import Nation, SourceKind


def table(name: str) -> list[dict[str, str]]:
    with resource("reference", name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


BOARDS = table("boards.csv")
NAMES = table("board_names.csv")
AUTHORITIES = {row["code"]: row for row in table("authorities.csv")}
SLUGS = {row["slug"] for row in BOARDS}


def test_slugs_are_unique_and_well_formed() -> None:
    assert len(SLUGS) == len(BOARDS) > 180
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in SLUGS)


def test_vocabularies() -> None:
    assert {row["nation"] for row in BOARDS} <= set(Nation)
    assert {row["kind"] for row in BOARDS} <= set(SourceKind)
    assert {row["status"] for row in NAMES} == {"current", "former", "other", "acronym"}


def test_codes_are_known_and_used_once() -> None:
    codes = [code for row in BOARDS for code in row["authorities"].split()]
    assert set(codes) <= set(AUTHORITIES)
    assert len(codes) == len(set(codes))
    # The ONS has no codes for the Crown dependencies.
    assert all(
        row["authorities"] or row["kind"] == "national" or row["nation"] == "crown_dependency"
        for row in BOARDS
    )


@pytest.mark.parametrize(("old", "new"), [("E08000016", "E08000038"), ("E08000019", "E08000039")])
def test_both_codes_of_an_authority_that_changed(old: str, new: str) -> None:
    assert AUTHORITIES[old]["name"] == AUTHORITIES[new]["name"]
    assert AUTHORITIES[old]["until"] == AUTHORITIES[new]["since"] == "2025"


def test_each_board_has_one_current_name_and_years_make_sense() -> None:
    current = [row for row in NAMES if row["status"] == "current"]
    assert {row["slug"]: row["name"] for row in current} == {row["slug"]: row["name"] for row in BOARDS}
    for row in NAMES:
        assert row["slug"] in SLUGS
        assert re.fullmatch(r"(\d{4})?", row["since"])
        assert re.fullmatch(r"(\d{4})?", row["until"])
        assert not (row["since"] and row["until"]) or row["since"] <= row["until"]


def test_ambiguous_acronyms_belong_to_several_boards() -> None:
    for row in table("ambiguous_acronyms.csv"):
        slugs = row["slugs"].split()
        assert len(slugs) >= 2, row
        assert set(slugs) <= SLUGS


def test_shared_acronyms_are_all_listed() -> None:
    owners: dict[str, set[str]] = {}
    for row in NAMES:
        if row["status"] == "acronym":
            owners.setdefault(row["name"], set()).add(row["slug"])
    listed = {row["acronym"] for row in table("ambiguous_acronyms.csv")}
    assert {a for a, slugs in owners.items() if len(slugs) > 1} - listed == set()
