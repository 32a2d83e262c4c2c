"""Whether a source still offers a document, night after night."""

from __future__ import annotations

import pytest
from harvests import A, B, name_of

from harvester.vocabulary import Outcome, SourceOutcome


def night(harvest, *links, outcome=SourceOutcome.OK, code=0):
    """One crawl: (address, body) pairs listed and fetched; a body of None cannot be had."""
    harvest.start()
    for url, body in links:
        harvest.link(url)
        if body is None:
            harvest.fetch(url, body=None, outcome=Outcome.GONE, status=404)
        else:
            harvest.fetch(url, body)
    return harvest.finish(outcome, code)


def presence(harvest) -> dict[str, str]:
    return {row["sha256"]: row["presence"] for row in harvest.rows("documents")}


def test_new_bytes_at_an_old_address_make_a_new_row_that_replaces_the_old(harvest):
    assert night(harvest, (A, "one")) == (1, 0, 0)
    old = harvest.one()
    assert night(harvest, (A, "two")) == (0, 1, 0)
    new = harvest.one("documents", "sha256 = ?", name_of("two"))
    assert presence(harvest) == {name_of("one"): "changed", name_of("two"): "present"}
    assert new["replaces"] == old["id"]
    kept = harvest.one("documents", "id = ?", old["id"])
    assert kept["last_seen"] == old["last_seen"]
    assert new["first_seen"] > old["last_seen"]
    assert night(harvest, (A, "two")) == (0, 0, 0)
    assert presence(harvest)[name_of("one")] == "changed"
    assert harvest.rows("run_sources")[1]["documents_changed"] == 1
    assert [row["what"] for row in harvest.rows("event")] == ["new", "changed"]


def test_versions_follow_one_another_and_may_come_back(harvest):
    for body in ("one", "two", "three", "one"):
        night(harvest, (A, body))
    ids = {row["sha256"]: row["id"] for row in harvest.rows("documents")}
    replaces = {row["sha256"]: row["replaces"] for row in harvest.rows("documents")}
    one, two, three = (name_of(body) for body in ("one", "two", "three"))
    assert replaces == {one: None, two: ids[one], three: ids[two]}
    assert presence(harvest) == {one: "present", two: "changed", three: "changed"}
    assert [row["id"] for row in harvest.catalogue.record(ids[two]).versions] == [
        ids[one],
        ids[two],
        ids[three],
    ]


def test_bytes_that_are_no_review_do_not_replace_one(harvest):
    night(harvest, (A, "one"))
    harvest.start()
    harvest.link(A)
    harvest.fetch(A, "an error page")
    harvest.read()
    harvest.describe(refuse=("first text", "an error page"))
    assert presence(harvest) == {name_of("one"): "unreachable"}
    assert harvest.catalogue.run_changes(harvest.run_id, "northmoor") == (0, 0, 0)
    night(harvest, (A, "two"))
    ids = {row["sha256"]: row["id"] for row in harvest.rows("documents")}
    assert harvest.one("documents", "sha256 = ?", name_of("two"))["replaces"] == ids[name_of("one")]


def test_the_same_bytes_only_at_a_new_address_have_moved_and_stay_so(harvest):
    night(harvest, (A, "one"))
    assert night(harvest, (B, "one")) == (0, 0, 0)
    assert harvest.one()["presence"] == "moved"
    night(harvest, (B, "one"))
    assert harvest.one()["presence"] == "moved"
    night(harvest, (A, "one"), (B, "one"))
    assert harvest.one()["presence"] == "present"
    night(harvest, (B, "one"))
    assert harvest.one()["presence"] == "moved"
    assert [row["what"] for row in harvest.rows("event")] == ["new", "moved", "returned", "moved"]


def test_a_second_address_is_no_move(harvest):
    night(harvest, (A, "one"))
    night(harvest, (A, "one"), (B, "one"))
    assert harvest.one()["presence"] == "present"


@pytest.mark.parametrize("outcome", [SourceOutcome.SUSPECT, SourceOutcome.CAPPED, SourceOutcome.FAILED])
def test_a_bad_night_moves_nothing(harvest, outcome):
    night(harvest, (A, "one"))
    night(harvest, (B, "one"), outcome=outcome)
    assert harvest.one()["presence"] == "present"


def test_a_stopped_run_is_no_night(harvest):
    assert night(harvest, (A, "one"), code=11) == (1, 0, 0)
    assert night(harvest, (A, "one")) == (1, 0, 0), "what an interrupted run found is new in the next one"
    assert night(harvest, (A, "one")) == (0, 0, 0)
    night(harvest, (B, "one"), code=11)
    assert harvest.one()["presence"] == "present"


def test_a_document_no_longer_to_be_had_is_unreachable_until_it_is(harvest):
    night(harvest, (A, "one"))
    night(harvest, (A, None))
    assert harvest.one()["presence"] == "unreachable"
    assert harvest.one()["sha256"] == name_of("one")
    night(harvest, (A, "one"))
    assert harvest.one()["presence"] == "present"
    assert [row["what"] for row in harvest.rows("event")] == ["new", "unreachable", "returned"]


def test_an_old_address_cannot_vouch_for_a_new_one_that_fails(harvest):
    night(harvest, (A, "one"))
    night(harvest, (B, "one"))
    night(harvest, (B, None))
    assert harvest.one()["presence"] == "unreachable"


def test_a_page_that_stops_listing_a_document_loses_nothing(harvest):
    night(harvest, (A, "one"))
    before = harvest.one()
    night(harvest, outcome=SourceOutcome.SUSPECT)
    assert harvest.one() == before
    assert harvest.catalogue.listed_documents(harvest.run_id, "northmoor") == 0
    assert harvest.catalogue.known_documents("northmoor") == 1


def test_withheld_documents_count_as_listed(harvest):
    night(harvest, (A, "one"), (B, None))
    assert harvest.catalogue.listed_documents(harvest.run_id, "northmoor") == 2
    assert harvest.one("documents", "sha256 IS NULL")["presence"] == "present"


def test_superseded_versions_are_not_expected_to_be_listed(harvest):
    night(harvest, (A, "one"))
    night(harvest, (A, "two"))
    assert harvest.catalogue.known_documents("northmoor") == 1


def page_night(harvest, body, text):
    harvest.start()
    harvest.link(A)
    harvest.fetch(A, body, media_type="text/html")
    harvest.texts[name_of(body)] = text
    return harvest.finish()


def test_a_page_whose_bytes_change_but_not_its_text_is_no_new_version(harvest):
    assert page_night(harvest, "<html token=1>", "Review  of Child A") == (1, 0, 0)
    before = harvest.one()
    for body in ("<html token=2>", "<html token=3>", "<html token=2>", "<html token=1>"):
        assert page_night(harvest, body, "Review of\nChild A") == (0, 0, 0)
        after = harvest.one()
        assert after | {"last_seen": ""} == before | {"last_seen": ""}
    assert after["last_seen"] > before["last_seen"]
    assert len(harvest.rows("file_page")) == 2
    assert harvest.catalogue.files_to_read("reader 1") == []
    assert harvest.catalogue.search("review")[0].page == 1
    assert page_night(harvest, "<html token=4>", "Review of Child A, revised") == (0, 1, 0)
    assert sorted(presence(harvest).values()) == ["changed", "present"]


def test_a_file_saved_again_is_a_change_even_with_the_same_text(harvest):
    night(harvest, (A, "one"))
    harvest.start()
    harvest.link(A)
    harvest.fetch(A, "one, saved again")
    harvest.texts[name_of("one, saved again")] = "one"
    assert harvest.finish() == (0, 1, 0)
