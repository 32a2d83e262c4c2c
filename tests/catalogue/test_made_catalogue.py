"""The catalogue that the desk is tested and measured with is the same each time, and holds what it says."""

from __future__ import annotations

import json

from harvester.catalogue import Catalogue
from harvester.doubts import LABELS
from harvester.store import LocalStore
from tests.makers.desk_catalogue import Plan, make_catalogue


def rows(root, sql):
    with Catalogue.open(root / "catalogue.db", read_only=True) as catalogue:
        return [tuple(row) for row in catalogue.connection.execute(sql)]


def test_equal_plans_make_equal_catalogues(tmp_path):
    plan = Plan(documents=60, files=2, decided=0.2)
    one, two = (make_catalogue(tmp_path / name, plan).root for name in ("one", "two"))
    for table in ("documents", "reviews", "evidence", "pages", "find", "sightings"):
        found, again = (sorted(map(str, rows(root, f"SELECT * FROM {table}"))) for root in (one, two))
        assert found == again != [], table


def test_real_files_are_in_the_store_and_their_evidence_has_boxes_on_their_pages(made):
    held = list(LocalStore(made.files).hashes())
    assert len(held) == 4
    (row,) = rows(made.root, f"SELECT page_count, page_sizes FROM extract WHERE sha256 = '{held[0]}'")
    width, height = json.loads(row[1])[0]
    boxes = rows(
        made.root,
        f"""SELECT e.box FROM evidence e JOIN documents v ON v.id = e.document_id
        WHERE v.sha256 = '{held[0]}' AND e.box IS NOT NULL AND e.page = 1""",
    )
    assert len(boxes) >= 3
    for (box,) in boxes:
        x0, top, x1, bottom = json.loads(box)
        assert 0 <= x0 < x1 <= width
        assert 0 <= top < bottom <= height


def test_what_comes_from_outside_can_be_filled_with_whatever_one_likes(tmp_path):
    payload = "<script>alert(1)</script>"
    data = make_catalogue(tmp_path / "data", Plan(documents=6, payloads=(payload,)))
    for sql in (
        "SELECT title FROM documents",
        "SELECT case_name FROM documents",
        "SELECT title FROM reviews",
    ):
        assert all(payload in row[0] for row in rows(data.root, sql)), sql
    assert all(payload in row[0] for row in rows(data.root, "SELECT link_text FROM sightings"))


def test_it_holds_nearly_every_doubt(made):
    found = {code for row in rows(made.root, "SELECT doubts FROM find") for code in row[0].split()}
    assert len(found) > len(LABELS) / 2
