"""Names of cases that end in an initial, or are those of a place."""

from __future__ import annotations

import pytest

from harvester.normalise.cases import find_case_names, resolve_case


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("Domestic Homicide Review: Stuart K", "Stuart K"),
        ("Safeguarding Adults Review Nora F Overview Report", "Nora F"),
        ("Safeguarding Adults Review – Hollins Care Home", "Hollins Care Home"),
        ("SAR Fernbank Nursing Home", "Fernbank Nursing Home"),
        ("NORA A SERIOUS CASE REVIEW", "Nora"),
        ("SCR Stuart by Ann C. Flint", "Stuart"),
        ("SAR Nora", "Nora"),
    ],
)
def test_what_belongs_to_the_name(text: str, case: str) -> None:
    assert resolve_case(find_case_names(text)) == case
