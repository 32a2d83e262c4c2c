"""The table refers to tests elsewhere; each must be there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.hostile.figures import ELSEWHERE

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("place", [place for _, _, places in ELSEWHERE for place in places])
def test_what_the_table_refers_to_is_there(place: str) -> None:
    path, _, name = place.partition("::")
    assert (ROOT / path).exists()
    if name:
        assert re.search(
            rf"^(?:async )?def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE
        )
