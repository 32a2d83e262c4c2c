"""Shared set-up: the option of the golden cases; a test that needs a Debian program skips and names it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite what disagrees in tests/sources/*/expected.json, and fail, so that it is read",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("needs_program"):
            for program in mark.args:
                if shutil.which(program) is None:
                    item.add_marker(pytest.mark.skip(reason=f"needs the program {program}"))


@pytest.fixture(autouse=True)
def _no_file_that_another_test_named() -> Iterator[None]:
    """A command that a test runs in this process leaves the configuration file that it was given."""
    yield
    settings = sys.modules.get("harvester.stores.settings")
    if settings is not None:
        settings.use_file(None)
