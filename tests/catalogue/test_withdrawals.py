"""What a source no longer lists: asked, withdrawn after three healthy nights, withheld when too much."""

from __future__ import annotations

import pytest
from harvests import HUB, A, B, name_of

from harvester.catalogue import Decision
from harvester.expectations import Broken
from harvester.gates import Gates
from harvester.vocabulary import Outcome, SourceOutcome


def night(harvest, *links, gone=(), outcome=SourceOutcome.OK, code=0, default=Outcome.OK, gates=None):
    """One crawl: what is listed and fetched, and what else is gone when it is asked for."""
    harvest.start()
    for url, body in links:
        harvest.link(url)
        harvest.fetch(url, body) if body else harvest.fetch(url, None, outcome=Outcome.GONE, status=404)
    harvest.ask(dict.fromkeys(gone, Outcome.GONE), default)
    harvest.finish(outcome, code, gates or Gates())
    return harvest.run_id


def presence(harvest, body="one"):
    return harvest.one("documents", "sha256 = ?", name_of(body))["presence"]


def told(harvest):
    return [row["what"] for row in harvest.rows("event")]


def account(harvest, gates=None):
    (source,) = harvest.catalogue.run_account(harvest.run_id, gates or Gates()).sources
    return source


def test_only_known_documents_that_no_page_listed_are_asked_once(harvest):
    night(harvest, (A, "one"), (B, "two"))
    harvest.start()
    harvest.link(A)
    harvest.fetch(A, "one")
    assert harvest.ask({}) == [B]
    assert harvest.catalogue.unlisted_documents("northmoor", harvest.run_id) == []
    (fetch,) = harvest.rows("fetch", "method = 'HEAD'")
    assert (fetch["url"], fetch["outcome"]) == (B, "ok")
    harvest.finish()
    assert presence(harvest, "two") == "present"
    assert harvest.one("documents", "url = ?", B)["fetch_outcome"] == "ok"


def test_withdrawn_after_three_healthy_nights_and_told_once(harvest):
    first = night(harvest, (A, "one"), (B, "two"))
    for _ in range(2):
        night(harvest, (B, "two"), gone=[A])
        assert presence(harvest) == "unreachable"
        assert account(harvest).withdrawn == 0
    last = night(harvest, (B, "two"), gone=[A])
    assert presence(harvest) == "withdrawn"
    assert account(harvest).withdrawn == 1
    assert harvest.one("run_sources", "run_id = ?", last)["documents_lost"] == 1
    row = harvest.one("withdrawals")
    assert (row["source"], row["url"], row["nights_up"]) == ("northmoor", A, 1)
    assert row["withdrawn"] == harvest.one("runs", "id = ?", last)["finished"]
    assert row["reason"].endswith(f"(runs 2, 3, 4); last listed in run {first}")
    for _ in range(3):
        night(harvest, (B, "two"))
    assert told(harvest) == ["new", "new", "unreachable", "withdrawn"]
    assert harvest.catalogue.known_documents("northmoor") == 1
    assert harvest.catalogue.unlisted_documents("northmoor", harvest.run_id + 1) != []
    assert A not in [one.url for one in harvest.catalogue.unlisted_documents("northmoor", harvest.run_id + 1)]


def test_how_many_nights_it_takes_can_be_set(harvest):
    night(harvest, (A, "one"), (B, "two"))
    night(harvest, (B, "two"), gone=[A], gates=Gates(withdraw_after=1))
    assert presence(harvest) == "withdrawn"


@pytest.mark.parametrize("bad", [SourceOutcome.FAILED, SourceOutcome.BLOCKED, SourceOutcome.CAPPED])
def test_a_bad_night_neither_counts_nor_begins_the_count_anew(harvest, bad):
    night(harvest, (A, "one"), (B, "two"))
    night(harvest, (B, "two"), gone=[A])
    night(harvest, gone=[A, B], outcome=bad)
    night(harvest, (B, "two"), gone=[A])
    assert presence(harvest) == "unreachable"
    night(harvest, (B, "two"), gone=[A])
    assert (presence(harvest), presence(harvest, "two")) == ("withdrawn", "present")


@pytest.mark.parametrize(
    "seen",
    [
        {"links": [(A, "one")]},
        {"links": [(A, None)]},
        {"gone": []},
        {"gone": [], "default": Outcome.NOT_MODIFIED},
        {"links": [(A, None)], "outcome": SourceOutcome.CAPPED},
        {"gone": [], "code": 11},
    ],
    ids=["listed", "listed though dead", "200", "304", "listed on a bad night", "200 in a stopped run"],
)
def test_being_seen_begins_the_count_anew(harvest, seen):
    night(harvest, (A, "one"), (B, "two"))
    for _ in range(2):
        night(harvest, (B, "two"), gone=[A])
    seen = dict(seen)
    night(harvest, (B, "two"), *seen.pop("links", []), **({"gone": [A]} | seen))
    for _ in range(2):
        night(harvest, (B, "two"), gone=[A])
    assert presence(harvest) == "unreachable"
    night(harvest, (B, "two"), gone=[A])
    assert presence(harvest) == "withdrawn"


@pytest.mark.parametrize(
    "answer", [Outcome.SERVER_ERROR, Outcome.BLOCKED, Outcome.NOT_A_DOCUMENT, Outcome.TIMEOUT, Outcome.OK]
)
def test_no_other_answer_withdraws_anything(harvest, answer):
    night(harvest, (A, "one"), (B, "two"))
    for _ in range(5):
        night(harvest, (B, "two"), default=answer)
    assert presence(harvest) == ("present" if answer is Outcome.OK else "unreachable")
    assert "withdrawn" not in told(harvest)


def test_every_address_of_a_document_must_be_gone(harvest):
    night(harvest, (A, "one"), (B, "one"), (HUB + "/c.pdf", "three"))
    for _ in range(4):
        night(harvest, (HUB + "/c.pdf", "three"), gone=[A])
    assert presence(harvest) == "present"
    for _ in range(3):
        night(harvest, (HUB + "/c.pdf", "three"), gone=[A, B])
    assert presence(harvest) == "withdrawn"


def test_a_redesign_moves_and_withdraws_nothing(harvest):
    old = [(f"{HUB}/old/{n}.pdf", f"text {n}") for n in range(15)]
    new = [(f"{HUB}/new/{n}.pdf", f"text {n}") for n in range(15)]
    night(harvest, *old)
    night(harvest, *new)
    assert account(harvest).moved == 15
    for _ in range(3):
        night(harvest, *new)
    assert {row["presence"] for row in harvest.rows("documents")} == {"moved"}
    assert account(harvest).eventful is False


def test_a_withdrawn_document_that_comes_back_is_told(harvest):
    night(harvest, (A, "one"), (B, "two"))
    for _ in range(3):
        night(harvest, (B, "two"), gone=[A])
    night(harvest, (B, "two"), (A, None))
    assert presence(harvest) == "withdrawn", "a dead link brings nothing back"
    night(harvest, (B, "two"), (A, "one"))
    assert presence(harvest) == "present"
    assert account(harvest).returned == 1
    assert harvest.rows("withdrawals") == []
    for _ in range(3):
        night(harvest, (B, "two"), gone=[A])
    assert told(harvest)[2:] == ["unreachable", "withdrawn", "returned", "unreachable", "withdrawn"]


def test_one_that_comes_back_at_a_new_address_is_told_as_returned_and_moved(harvest):
    night(harvest, (A, "one"), (B, "two"))
    for _ in range(3):
        night(harvest, (B, "two"), gone=[A])
    night(harvest, (B, "two"), (HUB + "/back.pdf", "one"))
    assert [one.what for one in account(harvest).news] == ["moved", "returned"]
    night(harvest, (B, "two"), (HUB + "/back.pdf", "one"))
    assert account(harvest).news == ()


def test_a_new_version_at_the_address_of_a_withdrawn_document_replaces_it(harvest):
    night(harvest, (A, "one"), (B, "two"))
    for _ in range(3):
        night(harvest, (B, "two"), gone=[A])
    night(harvest, (B, "two"), (A, "one, revised"))
    assert (presence(harvest), presence(harvest, "one, revised")) == ("changed", "present")
    assert account(harvest).changed == 1


def test_what_was_found_but_never_to_be_had_is_withdrawn_too(harvest):
    night(harvest, (A, None), (B, "two"))
    for _ in range(3):
        night(harvest, (B, "two"), gone=[A])
    assert harvest.one("documents", "sha256 IS NULL")["presence"] == "withdrawn"
    night(harvest, (A, None), (B, "two"))
    assert harvest.one("documents", "sha256 IS NULL")["presence"] == "present"


def test_a_document_is_not_withdrawn_while_a_link_with_its_words_leads_nowhere(harvest):
    night(harvest, (A, "one"), (B, "two"))
    moved = HUB + "/new/a.pdf"
    for _ in range(4):
        harvest.start()
        harvest.link(B)
        harvest.fetch(B, "two")
        harvest.link(moved, "Child A overview report")
        harvest.fetch(moved, None, outcome=Outcome.SERVER_ERROR, status=503)
        harvest.ask({}, Outcome.GONE)
        harvest.finish()
    assert presence(harvest) == "unreachable"
    for _ in range(3):
        night(harvest, (B, "two"), default=Outcome.GONE)
    assert presence(harvest) == "withdrawn"


# ---------------------------------------------------------------- the gate


def many(*, but=()):
    return [(f"{HUB}/{n}.pdf", f"text {n}") for n in range(30) if n not in but]


def gone_ones(numbers):
    return [f"{HUB}/{n}.pdf" for n in numbers]


def test_too_many_at_once_are_withheld_and_the_source_is_suspect(harvest):
    night(harvest, *many())
    for _ in range(2):
        night(harvest, *many(but=range(11)), gone=gone_ones(range(11)))
    harvest.start()
    for url, body in many(but=range(11)):
        harvest.link(url)
        harvest.fetch(url, body)
    harvest.link(B)
    harvest.fetch(B, "new tonight")
    harvest.ask(dict.fromkeys(gone_ones(range(11)), Outcome.GONE))
    expected = harvest.catalogue.losses(harvest.run_id, "northmoor", SourceOutcome.OK)
    assert expected.judged(SourceOutcome.OK, "", "northmoor")[0] is SourceOutcome.SUSPECT
    harvest.finish()
    row = harvest.one("run_sources", "run_id = ?", harvest.run_id)
    assert (row["outcome"], row["documents_lost"], row["documents_new"]) == ("suspect", 0, 1)
    assert "11 withdrawals withheld, more than 10" in row["message"]
    assert "harvester approve northmoor" in row["message"]
    source = account(harvest)
    assert (source.withheld, source.withdrawn, source.new) == (11, 0, 1), "new files are always kept"
    assert harvest.catalogue.run_account(harvest.run_id).documents_withheld == 11
    assert harvest.rows("withdrawals") == []
    night(harvest, *many(but=range(11)), (B, "new tonight"), gone=gone_ones(range(11)))
    assert account(harvest).outcome is SourceOutcome.SUSPECT, "until a person approves"
    assert account(harvest).nights_in_trouble == 2


def test_as_many_as_the_gate_lets_pass_are_withdrawn(harvest):
    night(harvest, *many())
    for _ in range(3):
        night(harvest, *many(but=range(10)), gone=gone_ones(range(10)))
    assert account(harvest).withdrawn == 10
    assert account(harvest).outcome is SourceOutcome.OK


def test_links_that_never_led_to_anything_are_no_loss(harvest):
    dead = [(f"{HUB}/dead/{n}.pdf", None) for n in range(12)]
    night(harvest, (A, "one"), *dead)
    for _ in range(3):
        night(harvest, (A, "one"), default=Outcome.GONE)
    assert (account(harvest).withdrawn, account(harvest).withheld) == (12, 0)


def test_what_moved_is_told_though_the_gate_closed(harvest):
    night(harvest, *many(), (A, "one"))
    for _ in range(2):
        night(harvest, *many(but=range(11)), (A, "one"), gone=gone_ones(range(11)))
    night(harvest, *many(but=range(11)), (B, "one"), gone=gone_ones(range(11)))
    assert (account(harvest).moved, account(harvest).withheld) == (1, 11)


def test_of_a_large_site_a_tenth_may_go(harvest):
    gates = Gates(floor=1, site_share=0.1)
    night(harvest, *many())
    for _ in range(3):
        night(harvest, *many(but=range(3)), gone=gone_ones(range(3)), gates=gates)
    assert account(harvest).withdrawn == 3
    for _ in range(3):
        night(harvest, *many(but=range(6)), gone=gone_ones(range(6)), gates=gates)
    assert (account(harvest).withdrawn, account(harvest).withheld) == (0, 3)


def test_what_is_withheld_and_comes_back_is_no_longer_withheld(harvest):
    night(harvest, *many())
    for _ in range(3):
        night(harvest, *many(but=range(11)), gone=gone_ones(range(11)))
    night(harvest, *many())
    assert account(harvest).outcome is SourceOutcome.OK
    assert harvest.rows("withheld") == []
    assert account(harvest).returned == 11
    assert "withdrawn" not in told(harvest)


@pytest.mark.parametrize("asked", [True, False])
def test_a_site_that_lists_nothing_withdraws_nothing_but_can_be_approved(harvest, asked):
    night(harvest, (A, "one"), (B, "two"))
    for count in range(1, 6):
        if asked:
            night(harvest, gone=[A, B], outcome=SourceOutcome.SUSPECT)
        else:  # the crawl found nothing that would make asking worth while
            harvest.start()
            harvest.finish(SourceOutcome.SUSPECT)
        assert account(harvest).withdrawn == 0
        assert account(harvest).withheld == (2 if count >= 3 else 0)
    assert {row["presence"] for row in harvest.rows("documents")} == {"unreachable" if asked else "present"}
    assert told(harvest) == ["new", "new"], "of a site in trouble it is told once, not of each document"


def test_an_error_that_every_night_repeats_withholds_nothing(harvest):
    night(harvest, (A, "one"), (B, "two"))
    for _ in range(5):
        night(harvest, default=Outcome.SERVER_ERROR, outcome=SourceOutcome.SUSPECT)
        assert account(harvest).withheld == 0
    assert len(harvest.rows("fetch", "outcome = 'server_error'")) == 2, "repeated, so on one row each"


def test_an_empty_site_that_a_person_approves_is_withdrawn(harvest):
    night(harvest, (A, "one"), (B, "two"))
    for _ in range(3):
        harvest.start()
        harvest.finish(SourceOutcome.SUSPECT)
    for one in harvest.catalogue.withheld():
        field, value = one.decided
        harvest.catalogue.save_decision(
            Decision(document_id=one.document_id, field=field, value=value, who="J", at="2026-01-09")
        )
    harvest.start()
    harvest.finish(SourceOutcome.SUSPECT)
    assert account(harvest).withdrawn == 2
    assert harvest.catalogue.known_documents("northmoor") == 0


# ---------------------------------------------------------------- account


def test_the_first_night_is_a_baseline_and_versions_are_told_by_the_new_row(harvest):
    night(harvest, (A, "one"))
    assert account(harvest).baseline
    assert account(harvest).new == 1
    night(harvest, (A, "two"))
    source = account(harvest)
    assert not source.baseline
    (news,) = source.news
    old = harvest.one("documents", "sha256 = ?", name_of("one"))
    assert (news.what, news.replaces, source.changed, source.new) == ("changed", old["id"], 1, 0)


def test_trouble_for_three_nights_raises_an_alarm(harvest):
    night(harvest, (A, "one"))
    for count, outcome in enumerate(("failed", "blocked", "suspect", "suspect"), start=1):
        night(harvest, outcome=SourceOutcome(outcome))
        source = account(harvest)
        assert source.nights_in_trouble == count
        assert bool(source.alarms) == (count >= 3)
    (alarm,) = source.alarms
    assert (alarm.nights, alarm.first_time) == (4, False)
    assert alarm.message == "failed or blocked or suspect on 4 nights in a row"
    night(harvest, (A, "one"))
    assert account(harvest).nights_in_trouble == 0


def test_an_account_is_the_same_when_it_is_drawn_up_again(harvest):
    night(harvest, (A, "one"), (B, "two"))
    for _ in range(3):
        night(harvest, (B, "two"), gone=[A])
    run_id, before = harvest.run_id, harvest.catalogue.run_account(harvest.run_id)
    night(harvest, (B, "two"))
    after = harvest.catalogue.run_account(run_id)
    assert before.sources[0].news[0].what == "withdrawn"
    assert before.sources == after.sources
    assert harvest.catalogue.run_account(999) is None


def test_a_broken_expectation_is_a_warning_and_on_three_nights_an_alarm(harvest):
    broken = [Broken(name="dated_share", message="0 of 1 documents are dated, at least 50% expected")]
    for count, well in enumerate((True, True, False, True, True), start=1):
        run_id = harvest.start()
        if well:
            harvest.link(A)
            harvest.fetch(A, "one")
            harvest.catalogue.record_broken(run_id, "northmoor", broken)
        harvest.finish(SourceOutcome.OK if well else SourceOutcome.FAILED)
        source = account(harvest)
        assert bool(source.expectations_broken) == well
        assert [(one.nights, one.first_time) for one in source.alarms] == (
            {4: [(3, True)], 5: [(4, False)]}.get(count, [])
        )
    night(harvest, (A, "one"))
    assert account(harvest).alarms == ()


def test_listed_figures(harvest):
    night(harvest, (A, "one"), (B, None))
    figures = harvest.catalogue.listed_figures(harvest.run_id, "northmoor")
    assert (figures.listed, figures.held, figures.pdf, figures.dated, figures.newest) == (2, 1, 1, 0, None)
