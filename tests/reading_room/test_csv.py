"""CSV of the reading room holds the same values as its JSON, and no formula."""

from __future__ import annotations

import csv
import io

import pytest

from harvester.publish.text import uncell
from tests.publish.test_formulas import FORMULAS, is_formula


def table(answer) -> list[list[str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.text, newline=""), strict=True))


def test_a_table_as_csv_is_the_table(reader):
    rows = table(reader.get("/publication/reviews.csv"))
    told = reader.get("/publication/reviews.json?_shape=arrays&_size=max").json()
    assert rows[0] == told["columns"]
    assert [[uncell(cell) for cell in row] for row in rows[1:]] == [
        ["" if value is None else str(value) for value in row] for row in told["rows"]
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_formula_leaves_in_any_csv(reader, text):
    rows = table(
        reader.get("/publication.csv", params={"sql": "select :text as a, 'x' || :text as b", "text": text})
    )
    assert not is_formula(rows[1][0])
    assert uncell(rows[1][0]) == text
    rows = table(reader.get("/publication.csv", params={"sql": f"select 1 as [{text.strip() or 'a'}]"}))
    assert not is_formula(rows[0][0])


def test_filters_hold_and_all_rows_come_when_asked_for(reader, monkeypatch):
    assert len(table(reader.get("/publication/documents.csv?role=overview_report&_size=1"))) == 7
    assert len(table(reader.get("/publication/documents.csv?role=letter"))) == 1
    monkeypatch.setattr(reader.datasette, "max_returned_rows", 2)
    assert len(table(reader.get("/publication/documents.csv"))) == 3
    assert len(table(reader.get("/publication/documents.csv?_stream=on"))) == 7
    answer = reader.get("/publication/documents.csv?_dl=1&_labels=on&_next=2&_shape=array")
    assert answer.headers["content-disposition"] == 'attachment; filename="documents.csv"'


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/publication/nothing.csv", 404),
        ("/publication.csv?sql=drop+table+x", 400),
        ("/publication.csv", 404),
        ("/publication/documents.csv?_sort=nothing", 400),
        ("/publication/documents/dnone.csv", 404),
    ],
)
def test_what_is_no_table_is_refused(reader, path, status):
    assert reader.get(path).status_code == status
