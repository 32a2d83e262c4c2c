"""The coding screens are tested over two reviews whose documents are real PDF files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.desk.codings.harvest import make
from tests.desk.support import Desk, make_people


@pytest.fixture(scope="session")
def desk_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from harvester.desk.database import prepare

    root = tmp_path_factory.mktemp("codings") / "data"
    make(root)
    made = Desk.at(root)
    prepare(made.data)
    make_people()
    return root


@pytest.fixture
def rows(desk: Desk):
    """`rows("SELECT …", value)`: what the catalogue says now, as dicts."""
    from harvester.catalogue import Catalogue

    def ask(sql: str, *values: object) -> list[dict[str, Any]]:
        with Catalogue.open(desk.data.catalogue, create=False, read_only=True) as catalogue:
            return [dict(row) for row in catalogue.connection.execute(sql, values)]

    return ask


@pytest.fixture
def reviews(rows) -> dict[str, str]:
    """The id of each review by the name of its case."""
    return {row["case_name"]: row["id"] for row in rows("SELECT id, case_name FROM reviews")}
