"""Nothing is overwritten by a blank; corrections come true, unless they are too many."""

from __future__ import annotations

import json

import pytest
from harvests import HUB, A, B

from harvester.catalogue import Decision
from harvester.errors import UsageError
from harvester.gates import Gates
from harvester.records import Evidence
from harvester.vocabulary import Origin, Outcome, Precision

FULL = {
    "case_name": "Child A",
    "authors": ("Jo Bloggs",),
    "published": "2016-03",
    "published_precision": Precision.MONTH,
    "evidence": (
        Evidence(field="title", value="t", origin=Origin.COVER, rule="large", confidence=0.9),
        Evidence(field="published", value="2016-03", origin=Origin.COVER, rule="said", confidence=0.8),
    ),
}
GATES = Gates(floor=2, site_share=0.0)


def described(harvest, *links, **values):
    """A night on which documents are read and described so."""
    harvest.start()
    for url, body in links:
        harvest.link(url)
        harvest.fetch(url, body)
    harvest.read()
    harvest.describe(**values)
    harvest.catalogue.settle_values(GATES)
    harvest.finish(gates=GATES)


def again(harvest, *links, **values):
    """A night on which something about the page is new, so that documents are described again."""
    harvest.start()
    for url, body in links:
        harvest.link(url, row=f"row {harvest.run_id}")
        harvest.fetch(url, body)
    harvest.describe(**values)
    harvest.catalogue.settle_values(GATES)
    harvest.finish(gates=GATES)


def account(harvest):
    (source,) = harvest.catalogue.run_account(harvest.run_id, GATES).sources
    return source


def test_a_value_that_a_new_description_lacks_still_stands_with_its_evidence(harvest):
    described(harvest, (A, "one"), **FULL)
    again(harvest, (A, "one"))
    row = harvest.one()
    assert (row["case_name"], row["published"], row["published_precision"]) == ("Child A", "2016-03", "month")
    assert json.loads(row["authors"]) == ["Jo Bloggs"]
    assert harvest.one("evidence", "field = 'published'")["rule"] == "said"
    assert account(harvest).values_withheld == {"authors": 1, "case_name": 1, "published": 1}
    assert account(harvest).values_lost == {}
    assert account(harvest).outcome == "suspect", "three are more than two"
    again(harvest, (A, "one"))
    assert account(harvest).values_withheld == {}, "counted in the night that withheld it"
    again(harvest, (A, "one"), **FULL)
    assert harvest.rows("withheld") == []


def test_a_value_that_changes_or_comes_is_no_loss(harvest):
    described(harvest, (A, "one"))
    again(harvest, (A, "one"), case_name="Child B", published="2017")
    again(harvest, (A, "one"), case_name="Child C", published="2018-01")
    assert harvest.one()["case_name"] == "Child C"
    assert account(harvest).values_gained == {}
    (gained,) = {
        tuple(row)
        for row in harvest.catalogue.connection.execute("SELECT sum(gained), sum(lost) FROM value_count")
    }
    assert gained == (2, 0)


@pytest.mark.parametrize("how", ["rules", "asked"])
def test_what_better_rules_take_back_comes_true_unless_it_is_too_much(harvest, how):
    described(harvest, (A, "one"), (B, "two"), (f"{HUB}/c.pdf", "three"), **FULL)

    def better(**values):
        if how == "rules":
            harvest.rules += 1
        else:
            harvest.catalogue.mark_all_stale()
        described(harvest, (A, "one"), (B, "two"), (f"{HUB}/c.pdf", "three"), **(FULL | values))

    better(case_name=None)
    assert {row["case_name"] for row in harvest.rows("documents")} == {"Child A"}
    assert account(harvest).outcome == "suspect"
    assert "3 blanked values withheld" in account(harvest).message
    better()
    assert account(harvest).outcome == "ok"
    assert harvest.catalogue.withheld() == []


def test_a_few_corrections_come_true_and_are_counted(harvest):
    described(harvest, (A, "one"), **FULL)
    harvest.rules += 1
    described(harvest, (A, "one"), **(FULL | {"published": None, "published_precision": None}))
    row = harvest.one()
    assert (row["published"], row["published_precision"]) == (None, None)
    assert harvest.rows("evidence", "field = 'published'") == []
    assert account(harvest).values_lost == {"published": 1}
    assert account(harvest).outcome == "ok"


def test_the_first_reading_of_a_file_may_take_back_what_its_link_seemed_to_say(harvest):
    harvest.start()
    harvest.link(A)
    harvest.fetch(A, "one")
    harvest.describe(case_name="Child Download")
    harvest.finish()
    described(harvest, (A, "one"))
    assert harvest.one()["case_name"] is None
    assert harvest.rows("withheld") == []


def approval(harvest, document_id, field, value="withdrawn", **more):
    given = {"who": "J", "at": "2026-01-01T00:00:00Z", "reason": "seen"}
    decision = Decision(document_id=document_id, field=field, value=value, **(given | more))
    return decision, harvest.catalogue.save_decision(decision)


def test_an_approved_blank_takes_effect_at_the_next_pass_and_only_once(harvest):
    described(harvest, (A, "one"), **FULL)
    again(harvest, (A, "one"), **(FULL | {"case_name": None}))
    (waiting,) = harvest.catalogue.withheld("northmoor")
    assert (waiting.decided, waiting.value) == (("blanked", "case_name"), "Child A")
    decision, entered = approval(harvest, waiting.document_id, *waiting.decided)
    assert entered
    assert harvest.catalogue.withheld()[0].approved == "approved by J: seen"
    again(harvest, (A, "one"), **(FULL | {"case_name": None}))
    assert harvest.one()["case_name"] is None
    assert account(harvest).values_lost == {"case_name": 1}
    again(harvest, (A, "one"), **FULL)
    again(harvest, (A, "one"), **(FULL | {"case_name": None}))
    assert harvest.catalogue.save_decision(decision) is False, "replayed, it says nothing new"
    assert harvest.one()["case_name"] == "Child A"
    assert [one.approved for one in harvest.catalogue.withheld()] == [None]


def test_a_person_may_overrule_a_value_as_ever(harvest):
    described(harvest, (A, "one"), **FULL)
    approval(harvest, harvest.one()["id"], "case_name", "")
    again(harvest, (A, "one"))
    assert harvest.one()["case_name"] is None


def test_an_approval_taken_back_is_none(harvest):
    described(harvest, (A, "one"), **FULL)
    again(harvest, (A, "one"), **(FULL | {"case_name": None}))
    (waiting,) = harvest.catalogue.withheld()
    approval(harvest, waiting.document_id, "blanked", "case_name")
    approval(harvest, waiting.document_id, "blanked", None)
    assert harvest.catalogue.withheld()[0].approved is None


@pytest.mark.parametrize(("field", "value"), [("presence", "gone"), ("blanked", "status"), ("blanked", "x")])
def test_what_cannot_be_approved_is_refused(harvest, field, value):
    described(harvest, (A, "one"), **FULL)
    with pytest.raises(UsageError):
        approval(harvest, harvest.one()["id"], field, value)


def test_approved_withdrawals_take_effect_at_the_next_night(harvest):
    links = [(f"{HUB}/{n}.pdf", f"text {n}") for n in range(6)]
    described(harvest, *links)

    def night(*listed):
        harvest.start()
        for url, body in listed:
            harvest.link(url)
            harvest.fetch(url, body)
        harvest.ask({}, Outcome.GONE)
        harvest.finish(gates=GATES)

    for _ in range(3):
        night(*links[:2])
    waiting = harvest.catalogue.withheld("northmoor")
    assert [one.what for one in waiting] == ["withdrawal"] * 4
    for one in waiting:
        approval(harvest, one.document_id, *one.decided)
    night(*links[:2], links[5])  # one of them is back: its approval is spent
    assert account(harvest).withdrawn == 3
    assert account(harvest).outcome == "ok"
    assert harvest.catalogue.withheld() == []
    reasons = {row["reason"].rpartition("; ")[2] for row in harvest.rows("withdrawals")}
    assert reasons == {"approved by J: seen"}


def test_a_document_that_is_no_longer_kept_is_counted_and_so_is_one_that_is_kept_again(harvest):
    described(harvest, (A, "one"), (B, "two"), **FULL)
    again(harvest, (A, "one"), (B, "two"), **FULL, refuse=("one",))
    assert len(harvest.rows("documents")) == 1
    assert account(harvest).values_lost == {"kept": 1}
    assert account(harvest).eventful
    again(harvest, (A, "one"), (B, "two"), **FULL)
    assert account(harvest).values_gained == {"kept": 1}
    assert account(harvest).values_lost == {}
