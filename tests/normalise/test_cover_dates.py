"""Which date of a title page is the report's, and which its publication."""

from __future__ import annotations

import pytest

from harvester.normalise.covers import read_cover
from harvester.records import Line


@pytest.mark.parametrize(
    ("page", "published", "completed"),
    [
        ("‘ROWAN’ / MAY 2015 / Report produced by Ann Flint / February 2020", None, "2020-02"),
        ("Child F / Ann Flint, NSPCC / 2008 / 1", None, "2008"),
        ("Child F / Serious Case Review Author / Ann Flint, NSPCC / 2008 / 1", None, "2008"),
        ("Child F / Final - for publication / Embargoed until 8 October 2016", "2016-10-08", None),
        (
            "Child F / Endorsed on 3 May 2011 / Presented to the"
            " / Northmoor Safeguarding Children / Board / on / 16 July 2012",
            None,
            "2012-07-16",
        ),
        (
            "Child F / Presented to Northmoor Safeguarding / Children Board on / 16 July 2012",
            None,
            "2012-07-16",
        ),
        ("Child F / In memory of Rowan (1 May 1967- 6 / July 2006)", None, None),
    ],
)
def test_dates_by_their_labels_and_years(page: str, published: str | None, completed: str | None) -> None:
    texts = ["Serious Case Review", *page.split(" / ")]
    told = read_cover([Line(text=text, page=1, number=n) for n, text in enumerate(texts, 1)], [])

    assert (told.published, told.completed) == (published, completed)
