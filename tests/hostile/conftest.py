"""Collects figures, and prints them as one table when the session ends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hostile.figures import ELSEWHERE, FIGURES, HEAVY, Figures


@pytest.fixture(scope="session")
def figures() -> Figures:
    return FIGURES


@pytest.fixture(scope="session")
def heavy() -> bool:
    """Whether the longer rounds are wanted too (HARVESTER_HEAVY_TESTS=1)."""
    return HEAVY


def pytest_sessionfinish(session: Any) -> None:
    """One of several test processes hands its figures to the process that prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["figures"] = [list(row) for row in FIGURES.rows]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    FIGURES.rows += [tuple(row) for row in getattr(node, "workeroutput", {}).get("figures", [])]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not FIGURES.rows:
        return
    reports = [
        (report.nodeid, outcome)
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if getattr(report, "when", "") == "call"
    ]
    for row, what, places in ELSEWHERE:
        ended = [outcome for nodeid, outcome in reports if nodeid.startswith(places)]
        if ended:  # they ran in this session
            FIGURES.rows.append((row, what, len(ended), ended.count("passed"), "tests"))
        else:
            FIGURES.rows.append((row, what, 0, 0, f"not run here: {places[0]}"))
    terminalreporter.section("hostile web")
    for line in FIGURES.table():
        terminalreporter.write_line(line)
