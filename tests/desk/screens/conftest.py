"""The screens are tested over a catalogue with doubts, copies, changed files and withdrawals in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.desk.support import Desk, make_people
from tests.makers.desk_catalogue import Plan, make_catalogue


@pytest.fixture(scope="session")
def desk_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from harvester.desk.database import prepare

    root = tmp_path_factory.mktemp("screens") / "data"
    make_catalogue(root, Plan(documents=60, files=6))
    made = Desk.at(root)
    prepare(made.data)
    make_people()
    return root


@pytest.fixture(autouse=True)
def contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers of the test client carry the context that their page was made from."""
    from django.template.base import Template
    from django.test.utils import instrumented_test_render

    monkeypatch.setattr(Template, "_render", instrumented_test_render)


@pytest.fixture
def rows(desk):
    """`rows("SELECT …", value)`: what the catalogue says now, as dicts."""
    from harvester.catalogue import Catalogue

    def ask(sql: str, *values: object) -> list[dict[str, Any]]:
        with Catalogue.open(desk.data.catalogue, create=False, read_only=True) as catalogue:
            return [dict(row) for row in catalogue.connection.execute(sql, values)]

    return ask


@pytest.fixture
def shown(rows):
    """`shown(document)`: its row of the view."""

    def ask(document: str) -> dict[str, Any]:
        (row,) = rows("SELECT * FROM documents WHERE id = ?", document)
        return row

    return ask
