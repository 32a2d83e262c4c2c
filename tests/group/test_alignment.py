"""Whose kind of review follows the report's, and whose does not."""

from __future__ import annotations

import pytest

from harvester.group.alignment import aligned
from harvester.records import TypeClaim
from harvester.vocabulary import Origin, ReviewType, Role


def claim(
    name: str, role: Role, kind: ReviewType | None, origin: Origin | None, review: str = "r"
) -> TypeClaim:
    return TypeClaim(id=name, review_id=review, role=role, review_type=kind, origin=origin)


REPORT = claim("report", Role.OVERVIEW_REPORT, ReviewType.CSPR, Origin.COVER)


@pytest.mark.parametrize("origin", [Origin.HEADING, Origin.PAGE])
@pytest.mark.parametrize("role", [Role.RESPONSE, Role.BRIEFING, Role.ACTION_PLAN])
def test_what_only_its_surroundings_say_gives_way(origin: Origin, role: Role) -> None:
    assert aligned([REPORT, claim("c", role, ReviewType.SCR, origin)]) == {"c": ReviewType.CSPR}


def test_no_kind_at_all_gives_way() -> None:
    assert aligned([REPORT, claim("c", Role.RESPONSE, None, None)]) == {"c": ReviewType.CSPR}


@pytest.mark.parametrize(
    "other",
    [
        claim("c", Role.BRIEFING, ReviewType.SCR, Origin.COVER),
        claim("c", Role.BRIEFING, ReviewType.SCR, Origin.LINK),
        claim("c", Role.BRIEFING, ReviewType.SCR, None),
        claim("c", Role.OVERVIEW_REPORT, ReviewType.SCR, Origin.HEADING),
        claim("c", Role.BRIEFING, ReviewType.CSPR, Origin.HEADING),
        claim("c", Role.BRIEFING, ReviewType.SCR, Origin.HEADING, review="another"),
    ],
)
def test_what_stands(other: TypeClaim) -> None:
    assert aligned([REPORT, other]) == {}


def test_reports_of_two_kinds_lend_none() -> None:
    second = claim("second", Role.OVERVIEW_REPORT, ReviewType.LEARNING_REVIEW, Origin.COVER)
    assert aligned([REPORT, second, claim("c", Role.BRIEFING, ReviewType.SCR, Origin.PAGE)]) == {}
