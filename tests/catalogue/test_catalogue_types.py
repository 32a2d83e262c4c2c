"""A companion's kind of review follows its review's report, says so, and goes back with it."""

from __future__ import annotations

import pytest
from harvests import NORTHMOOR, A, B, Harvest

from harvester.catalogue import Decision
from harvester.group.alignment import RULE
from harvester.process import RULES, process
from harvester.records import Description, DocumentVerdict, Evidence
from harvester.vocabulary import Origin, ReviewType, Role


def describe(harvest: Harvest, url: str, role: Role, kind: ReviewType, origin: Origin) -> None:
    for item in harvest.catalogue.stale_documents(rules=-1):
        if item.url != url:
            continue
        told = Evidence(field="review_type", value=kind.value, origin=origin, rule="words", confidence=0.7)
        harvest.catalogue.save_description(
            item.id,
            Description(
                title="Child Wren", case_name="Child Wren", role=role, review_type=kind, evidence=(told,)
            ),
            DocumentVerdict(kept=True, score=0.9),
            harvest.now(),
            rules=RULES,
        )


@pytest.fixture
def pair(harvest: Harvest) -> Harvest:
    """A report whose title page tells its kind, and a briefing under a heading of another."""
    harvest.start()
    for url, body in ((A, "the report"), (B, "the briefing, which is another text")):
        harvest.link(url, "Child Wren", heading="Child Wren")
        harvest.fetch(url, body)
    harvest.read()
    describe(harvest, A, Role.OVERVIEW_REPORT, ReviewType.CSPR, Origin.COVER)
    describe(harvest, B, Role.BRIEFING, ReviewType.SCR, Origin.HEADING)
    return harvest


def run(harvest: Harvest) -> list[dict]:
    process(harvest.catalogue, {"northmoor": NORTHMOOR}, harvest.now())
    return [
        {**harvest.one("documents", "url = ?", url), "evidence": harvest.rows("evidence", "1")}
        for url in (A, B)
    ]


def briefing(harvest: Harvest) -> dict:
    return harvest.one("documents", "url = ?", B)


def test_a_companion_takes_the_kind_of_its_report_and_says_so(pair):
    run(pair)
    assert briefing(pair)["review_type"] == "cspr"
    first, second = pair.rows("evidence", "document_id = ?", briefing(pair)["id"])
    assert (first["value"], first["origin"], first["rule"]) == ("cspr", "page", RULE)
    assert (second["value"], second["origin"]) == ("scr", "heading")
    assert first["confidence"] >= second["confidence"]


def test_running_it_again_changes_nothing(pair):
    assert run(pair) == run(pair)


def test_its_own_kind_is_back_when_the_report_tells_none(pair):
    run(pair)
    describe(pair, A, Role.OVERVIEW_REPORT, ReviewType.CSPR, Origin.PAGE)
    run(pair)
    assert briefing(pair)["review_type"] == "scr"
    assert [e["rule"] for e in pair.rows("evidence", "document_id = ?", briefing(pair)["id"])] == ["words"]


@pytest.mark.parametrize("origin", [Origin.COVER, Origin.HEADER, Origin.LINK, Origin.FILE_NAME])
def test_a_word_of_its_own_stands(pair, origin):
    describe(pair, B, Role.BRIEFING, ReviewType.SCR, origin)
    run(pair)
    assert briefing(pair)["review_type"] == "scr"


def test_a_person_decides(pair):
    pair.catalogue.save_decision(
        Decision(
            document_id=briefing(pair)["id"],
            field="review_type",
            value="learning_review",
            reason="read it",
            who="librarian",
            at="2026-02-01T10:00:00Z",
            source="northmoor",
        )
    )
    run(pair)
    assert briefing(pair)["review_type"] == "learning_review"
    assert RULE not in {e["rule"] for e in pair.rows("evidence", "1")}
