"""Every date shape seen on title pages, in neutral words; "|" stands for a line break."""

from __future__ import annotations

from calendar import month_name
from datetime import date
from time import process_time

import dateparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.normalise.dates import find_dates
from harvester.reconcile.details import details_of

SHAPES = [
    ("Serious Case Review published 28.09.16", "2016-09-28 published"),
    ("Published by NMSCB - 3rd June 2015", "2015-06-03 published"),
    ("PUBLISHED: 20th August 2014", "2014-08-20 published"),
    ("Publication Date: 14 June 2017", "2017-06-14 published"),
    ("PUBLICATION DATE: JANUARY 2017", "2017-01 published"),
    ("PUBLICATION: Sept 2020", "2020-09 published"),
    ("Publication November 2016", "2016-11 published"),
    ("Date of publication - September 2018", "2018-09 published"),
    ("The report is available for publication on the 11th February 2016", "2016-02-11 published"),
    ("Report for publication on 23rd May|2016", "2016-05-23 published"),
    ("(published 13 June 2016)", "2016-06-13 published"),
    ("Published|17.12.24", "2024-12-17 published"),
    ("Date of Publication:|January 2017", "2017-01 published"),
    ("12.10.2020 (revised for publication 05.01.2021)", "2020-10-12 None; 2021-01-05 published"),
    ("APPROVED BY THE NMSAB 19.10.11", "2011-10-19 approved"),
    ("LSCB adoption of the review findings: 4 March 2014", "2014-03-04 approved"),
    ("Ratified: May 2013", "2013-05 approved"),
    ("Update14.3.15", "2015-03-14 updated"),
    ("August 2021|Updated May 2022", "2021-08 None; 2022-05 updated"),
    ("Updated on 14/2/2018", "2018-02-14 updated"),
    ("29/09/20", "2020-09-29 None"),
    ("Born 15th July 2007|Died 3rd March 2012", "2007-07-15 birth; 2012-03-03 death"),
    ("D.O.B: 01/01/2012|D.O.D: 14/06/2012", "2012-01-01 birth; 2012-06-14 death"),
    ("DOB: 31.03.16: DOD: 06.07.16", "2016-03-31 birth; 2016-07-06 death"),
    ("Born February 2016, date of serious incident March 2017", "2016-02 birth; 2017-03 incident"),
    ("Episode that triggered the review March 2013", "2013-03 incident"),
    ("Andrew (25th October 1985 - 24th April 2018)", "1985-10-25 period; 2018-04-24 period"),
    ("Criminal Proceedings: December 2010 - July 2013", "2010-12 other; 2013-07 other"),
    ("Review Initiated: February 2011", "2011-02 other"),
    ("Completed September 2013", "2013-09 completed"),
    ("Date: July 2013", "2013-07 completed"),
    ("Date 17th August 2015", "2015-08-17 completed"),
    ("Presented to Northmoor Safeguarding Children Board|on|16 July 2012", "2012-07-16 presented"),
    ("For Board: March 2015", "2015-03 presented"),
    ("Date presented to the NSCB: 18 May 2015", "2015-05-18 presented"),
    ("Monday 26th April 2010", "2010-04-26 None"),
    ("Thursday, 7 April 2016", "2016-04-07 None"),
    ("Tuesday, April 24, 2018", "2018-04-24 None"),
    ("February 26th 2015", "2015-02-26 None"),
    ("January/February 2014", "2014-02 None"),
    ("published on 21th July 2014", "2014-07-21 published"),
    ("the 3rd day of June 2015", "2015-06-03 None"),
    ("FEBRUARY 2015|1", "2015-02 None"),
    ("Page 1 of 22 March 2011", "2011-03 None"),
    ("April 2014 2", "2014-04 None"),
    ("1|March 2014", "2014-03 None"),
    ("Review into the death of Louise in April 2019", "2019-04 death"),
    ("Serious Case Review into the death of Child A March 2012", "2012-03 None"),
    ("The partnership published the review “Child B” on 18 March, 2024.", "2024-03-18 published"),
    ("Latest review 'Child C' January 2023 now published.", "2023-01 published"),
    ("2019 – Anonymous - Katie", "2019 None"),
    ("Full Report (2017)", "2017 None"),
    ("Cyhoeddwyd: 3 Mawrth 2015", "2015-03-03 published"),
    ("Dyddiad cyhoeddi|3ydd o Fawrth 2015", "2015-03-03 published"),
    ("Diweddarwyd Tachwedd 2016", "2016-11 updated"),
    ("Child_V_Overview_Report_Aug_2021.pdf", "2021-08 None"),
    ("Report date 12/2017", "2017-12 completed"),
    ("Published: Mar-15", "2015-03 published"),
    ("3rdJune 2015", "2015-06-03 None"),
    ("Published by Northmoor Safeguarding Children Board|March 2017", "2017-03 published"),
    ("Learning event held on 3 March 2015", "2015-03-03 None"),
    (
        "Date of Report: 12th October 2014|Date of Publication: 4th February 2015",
        "2014-10-12 completed; 2015-02-04 published",
    ),
    ("Concise Child Practice Review 1/2021 (published 4 May 2022)", "2022-05-04 published"),
    ("30.10.25-FINAL-REPORT", "2025-10-30 None"),
]
NOT_DATES = [
    "In accordance with Working Together 2010",
    "Working Together to Safeguard Children (March 2015)",
    "Local Safeguarding Children Boards Regulations 2006",
    "Children Act 2004",
    "Social Services and Well-being (Wales) Act 2014",
    "CYSUR 4 2017 Extended Child Practice Review Report",
    "CPR CTMSB 06/2021",
    "NMSCP2020-21-01",
    "Published Child Practice Review 1/2017",
    "ADS14 and SOT14 (1)",
    "SAR June|1. Introduction",
    "April was four years old. May is her sister.",
    "Annual report 2012/13",
    "Review of 2008-2014",
    "Section 13.1.1",
    "31.02.2015",
    "Tel: 01522 2015",
]


def spoken(text: str) -> str:
    found = find_dates(text.replace("|", "\n"), today=date(2026, 11, 26))
    return "; ".join(f"{m.value} {m.label.value if m.label else None}" for m in found)


@pytest.mark.parametrize(("text", "expected"), SHAPES, ids=[t for t, _ in SHAPES])
def test_shape(text, expected):
    assert spoken(text) == expected


@pytest.mark.parametrize("text", NOT_DATES)
def test_not_a_date(text):
    assert spoken(text) == ""


def test_positions_point_into_the_text():
    text = "x ‘Child A’ – published 3rd June 2015."
    (mention,) = find_dates(text)
    assert text[mention.start : mention.end] == "3rd June 2015"


def test_two_digit_years_do_not_lie_ahead():
    assert find_dates("12.05.31", today=date(2026, 1, 1))[0].value == "1931-05-12"
    assert find_dates("Published 2044", today=date(2026, 1, 1)) == ()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 12), st.integers(1990, 2026))
def test_a_day_is_what_dateparser_reads(day, month, year):
    phrase = f"{day} {month_name[month]} {year}"
    told = {"DATE_ORDER": "DMY", "STRICT_PARSING": True}
    read = dateparser.parse(phrase, languages=["en"], date_formats=["%d %B %Y"], settings=told)
    assert [found.value for found in find_dates(phrase) if len(found.value) == 10] == (
        [read.date().isoformat()] if read else []
    )


def test_letters_that_ignoring_case_takes_for_others_are_survived():
    assert spoken("3 Augu\u017ft 2019") == "2019-08-03 None"
    assert "2019-04" not in spoken("published 3 Apr\u0131l 2019")
    assert details_of("died in Augu\u017ft 2019 or in Apr\u0131l 2019").times == {"2019-08"}
    assert details_of("a \u017fix-week-old boy, aged f\u0131ve years").ages == {(6, "week")}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_survived(text):
    for mention in find_dates(text):
        assert 0 <= mention.start < mention.end <= len(text)


def test_hostile_text_takes_no_time():
    begun = process_time()
    for piece in ("1." * 20_000, "published " * 5_000, "3rd " * 10_000, "2012-" * 10_000, "\n" * 50_000):
        find_dates(piece)
    assert process_time() - begun < 10
