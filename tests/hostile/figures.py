"""Figures of the hostile web: tried and survived, by row of the table in docs/reliability.md."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

HEAVY = os.environ.get("HARVESTER_HEAVY_TESTS") == "1"  # the longer rounds are wanted too
_PACE = "tests/web/test_engine_politeness.py"
_REACH = "tests/web/test_engine_reach.py"
_POOL = "tests/extract/test_pool.py"

# Rows, or parts of them, that are asserted elsewhere in the suite: row, what, test modules or tests.
ELSEWHERE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "A5",
        "old Word files damaged anywhere, zips cut",
        (
            "tests/extract/test_read_office.py::test_old_word_files_with_damage_anywhere_never_raise",
            "tests/extract/test_read_office.py::test_zips_that_were_cut_are_truncated",
        ),
    ),
    (
        "A11",
        "workers: no network, limits, no survivors",
        (
            _POOL + "::test_workers_are_confined_and_are_no_forks_of_this_process",
            _POOL + "::test_killing_the_parent_leaves_no_workers",
        ),
    ),
    (
        "B4",
        "schemes of redirects and start addresses",
        (
            _REACH + "::test_redirects_lead_nowhere_private_and_nowhere_but_http",
            _REACH + "::test_start_addresses_are_no_exception",
        ),
    ),
    ("B5", "spellings of inside addresses, each form alone", ("tests/web/test_reach.py",)),
    (
        "B10",
        "bodies cut, without length, with a wrong one",
        (_PACE + "::test_a_body_counts_only_when_it_is_whole", "tests/web/test_bodies.py"),
    ),
    (
        "B17",
        "robots.txt: redirects, marks, a copy of today",
        (
            _PACE + "::test_what_robots_txt_says_is_done",
            _PACE + "::test_a_copy_of_robots_txt_from_today_still_counts_when_the_site_fails",
        ),
    ),
    (
        "B18",
        "pace across crawlers, processes, redirects, pauses",
        (
            "tests/web/test_politeness.py",
            "tests/web/test_shared_pace.py",
            _PACE + "::test_the_pace_is_kept_across_crawlers_and_redirects",
            _PACE + "::test_crawl_delay_and_retry_after_are_honoured",
        ),
    ),
    ("B20", "shapes of missing pages", ("tests/spiders/test_invented.py",)),
    (
        "B21",
        "emptied, away, taken down, redesigned",
        ("tests/run/test_withdrawn_sites.py", "tests/catalogue/test_withdrawals.py"),
    ),
    (
        "B22",
        "changed, moved, back again",
        ("tests/run/test_second_nights.py", "tests/catalogue/test_random_nights.py"),
    ),
    ("D1–D11", "crashes, disks, power, clocks, two runs, restore", ("tests/survive",)),
    ("D10", "web archives: cut at every byte, flipped", ("tests/test_warc.py",)),
    ("D13", "stopped by a signal", ("tests/run/test_broken_runs.py",)),
)


@dataclass
class Figures:
    """What the tests of this session tried and what survived."""

    rows: list[tuple[str, str, int, int, str]] = field(default_factory=list)

    def __call__(self, row: str, what: str, tried: int, failed: object = 0, note: str = "") -> None:
        """Keep one figure and print it; `failed` is a number or a collection of what failed."""
        count = failed if isinstance(failed, int) else len(failed)  # type: ignore[arg-type]
        self.rows.append((row, what, tried, tried - count, note))
        print(f"\n{row} {what}: tried {tried}, survived {tried - count}{f' ({note})' if note else ''}")

    def table(self) -> list[str]:
        """All figures in the order of their rows."""

        def place(row: tuple[str, str, int, int, str]) -> tuple[str, int, str]:
            digits = "".join(ch for ch in row[0].partition("–")[0] if ch.isdigit())
            return row[0][:1], int(digits or 0), row[1]

        return [
            f"{row:<7} {what:<62} tried {tried:>5}  survived {survived:>5}"
            f"{'  FAILED ' + str(tried - survived) if survived != tried else ''}{'  ' + note if note else ''}"
            for row, what, tried, survived, note in sorted(self.rows, key=place)
        ]


FIGURES = Figures()
