"""Welsh, English, or not said."""

from __future__ import annotations

import pytest

from harvester.normalise.languages import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mae'r adroddiad hwn yn trafod gwaith y bwrdd gyda theulu a phlant yng ngogledd Cymru.", "cy"),
        ("Adolygiad Ymarfer Plant: Crynodeb Gweithredol", "cy"),
        ("This report sets out the work of the board with the family.", "en"),
        ("Serious Case Review Child A Overview Report", "en"),
        ("Northmoor", None),
        ("", None),
        ("12 34 56", None),
        (
            "The Safeguarding Board / Y Bwrdd Diogelu: this review of the work with the family was agreed",
            "en",
        ),
    ],
)
def test_language(text, language):
    assert detect_language(text) == language
