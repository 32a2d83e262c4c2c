"""status, runs, find and show: plain words for people, JSON for programs, nothing that steers a terminal."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from harvests import EASTVALE, NORTHMOOR, A, B, name_of

from harvester.catalogue import Decision, RunSource
from harvester.cli.find import find
from harvester.cli.runs import runs
from harvester.cli.show import show
from harvester.cli.status import status
from harvester.errors import UsageError
from harvester.paths import DataDirectory
from harvester.vocabulary import Outcome, SourceOutcome

HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07 [bold red]x[/] \u202eevil\u2069 [link=http://x]y[/link]\r\nsecond \x9b31m line"
)


@pytest.fixture
def ask(tmp_path):
    def run(command, *arguments: object) -> Result:
        result = CliRunner().invoke(command, [str(a) for a in arguments], obj=DataDirectory(tmp_path))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        for char in result.output:
            assert char.isprintable() or char == "\n"
        assert max(map(len, result.output.splitlines()), default=0) <= 80 or "--json" in arguments
        return result

    return run


@pytest.fixture
def filled(harvest):
    harvest.start(NORTHMOOR, EASTVALE)
    harvest.link(A, "Child A")
    harvest.fetch(A, "Learning about supervision")
    harvest.link(B, "Child B")
    harvest.fetch(B, body=None, outcome=Outcome.GONE, status=404, message="not found")
    harvest.finish()
    return harvest


COMMANDS = ((status,), (runs, "list"), (runs, "show"), (runs, "diff"), (find, "x"), (show, "d1234"))


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_without_a_catalogue_each_says_what_to_do(ask, tmp_path, command):
    with pytest.raises(UsageError, match=r"no catalogue in .*; run 'harvester crawl'"):
        ask(*command)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [(status,), (runs, "list")], ids=str)
def test_an_empty_catalogue_is_said_to_be_empty(ask, harvest, command):
    assert "run 'harvester crawl'" in ask(*command).output
    assert json.loads(ask(*command, "--json").output) == []


def test_status_puts_trouble_first_and_says_zero(ask, filled):
    filled.start(EASTVALE)
    told = RunSource(source="eastvale", outcome=SourceOutcome.SUSPECT, message="lists nothing")
    filled.catalogue.record_source(filled.run_id, told)
    filled.catalogue.finish_run(filled.run_id, filled.now(), 3, "need care: eastvale")
    output = ask(status).output
    assert output.index("eastvale") < output.index("northmoor")
    assert "suspect" in output
    assert "2 sources: 1 suspect, 1 ok. 2 documents known." in output
    first, second = json.loads(ask(status, "--json").output)
    assert (first["source"], first["outcome"], first["documents_listed"]) == ("eastvale", "suspect", 0)
    assert (second["documents_known"], second["documents_listed"], second["documents_new"]) == (2, 2, 2)


def test_the_platform_of_a_site_is_kept_and_shown(ask, filled):
    filled.start(EASTVALE)
    told = RunSource(source="eastvale", outcome=SourceOutcome.OK, platform="jadu")
    filled.catalogue.record_source(filled.run_id, told)
    filled.catalogue.finish_run(filled.run_id, filled.now(), 0, "all well")
    assert "jadu" in ask(runs, "show").output
    (row,) = json.loads(ask(runs, "show", "--json").output)["sources"]
    assert row["platform"] == "jadu"
    filled.start(EASTVALE)
    failed = RunSource(source="eastvale", outcome=SourceOutcome.FAILED)
    filled.catalogue.record_source(filled.run_id, failed)
    filled.catalogue.finish_run(filled.run_id, filled.now(), 3, "need care: eastvale")
    shown = {row["source"]: row["platform"] for row in json.loads(ask(status, "--json").output)}
    assert shown == {"eastvale": "jadu", "northmoor": None}  # a night that could not tell forgets nothing


def test_status_says_since_when(ask, filled):
    for _ in range(3):
        filled.start()
        filled.finish(SourceOutcome.FAILED, 3)
    shown = {row["source"]: row for row in json.loads(ask(status, "--json").output)}
    assert shown["northmoor"]["since"][:10] == "2026-01-02"
    assert shown["northmoor"]["last_run"][:10] == "2026-01-04"
    assert shown["eastvale"]["outcome"] is None
    assert "unfinished" in ask(status).output


def test_runs_list_and_show(ask, filled):
    filled.start()
    listed = json.loads(ask(runs, "list", "--json").output)
    assert [run["id"] for run in listed] == [2, 1]
    assert "not ended" in ask(runs, "list").output
    shown = ask(runs, "show").output
    assert "Run 1" in shown
    assert "2 documents found for the first time" in shown
    assert "1 gone, 1 ok" in shown
    assert "Not reported: eastvale" in shown
    assert json.loads(ask(runs, "show", 1, "--json").output)["fetches"] == {"gone": 1, "ok": 1}
    with pytest.raises(UsageError, match="no run 9"):
        ask(runs, "show", 9)


def test_runs_diff_names_what_became_of_documents(ask, filled):
    filled.start()
    filled.link(A, "Child A")
    filled.fetch(A, "Other words")
    filled.finish()
    output = ask(runs, "diff").output
    assert "listed 2 → 1" in output
    assert "replaced by other bytes" in output
    compared = json.loads(ask(runs, "diff", 2, 1, "--json").output)
    assert (compared["before"], compared["after"]) == (1, 2)
    assert [event["what"] for event in compared["events"]] == ["changed"]


def test_runs_diff_needs_two_runs(ask, filled):
    with pytest.raises(UsageError, match="not 2 finished runs"):
        ask(runs, "diff")


def test_find_shows_the_page_and_the_words(ask, filled):
    output = ask(find, "supervision").output
    assert "page 1: Learning about supervision" in output
    assert "1 document." in output
    (hit,) = json.loads(ask(find, "supervision", "--json").output)
    assert (hit["page"], hit["source"]) == (1, "northmoor")


def test_find_says_when_there_is_nothing(ask, filled):
    assert "Nothing found for “zebra”" in ask(find, "zebra").output
    assert "without the filters" in ask(find, "supervision", "--year", 1999).output
    assert json.loads(ask(find, "zebra", "--json").output) == []
    with pytest.raises(
        UsageError, match="no source 'nowhere' in the catalogue; there are eastvale, northmoor"
    ):
        ask(find, "x", "--source", "nowhere")
    with pytest.raises(UsageError, match="nothing to search for"):
        ask(find, "😀")
    assert CliRunner().invoke(find, ["x", "--type", "invented"]).exit_code == 2


def test_show_tells_all_about_a_document(ask, filled, tmp_path):
    document = filled.one("documents", "sha256 IS NOT NULL")
    output = ask(show, document["id"]).output
    for words in ("Overview report: Child A", "overview_report", A, "Evidence", "Seen 1 way", "Child A"):
        assert words in output
    told = json.loads(ask(show, document["id"][:8], "--json").output)
    assert {name: told[name] for name in document if name != "authors"} == {
        name: value for name, value in document.items() if name != "authors"
    }
    assert told["file"] == str(tmp_path / "files" / document["sha256"][:2] / document["sha256"])
    assert told["evidence"][0]["origin"] == "cover"
    lost = filled.one("documents", "sha256 IS NULL")
    assert "not held" in ask(show, lost["id"]).output
    assert "gone 404: not found" in ask(show, lost["id"]).output


def test_show_tells_of_duplicates_versions_siblings_and_decisions(ask, filled):
    filled.start()
    filled.link(A, "Child A")
    filled.fetch(A, "Other words")
    filled.finish()
    old, new = (
        filled.one("documents", "sha256 = ?", name_of(body))
        for body in ("Learning about supervision", "Other words")
    )
    lost = filled.one("documents", "sha256 IS NULL")
    connection = filled.catalogue.connection
    connection.execute(
        "INSERT INTO review VALUES ('r00000000001', 'northmoor', 'england', 'scr', 'A', 'Child A', 2016)"
    )
    connection.execute("UPDATE document SET review_id = 'r00000000001'")
    connection.execute("UPDATE document SET duplicate_of = ? WHERE id = ?", (new["id"], lost["id"]))
    filled.catalogue.save_decision(
        Decision(
            document_id=new["id"],
            field="role",
            value="letter",
            who="librarian",
            at="2026-02-01",
            reason="seen",
        )
    )
    told = json.loads(ask(show, new["id"], "--json").output)
    assert [row["id"] for row in told["versions"]] == [old["id"], new["id"]]
    assert [row["id"] for row in told["duplicates"]] == [lost["id"]]
    assert {row["id"] for row in told["siblings"]} == {old["id"], lost["id"]}
    assert "librarian: role = letter (seen)" in ask(show, new["id"]).output
    review = json.loads(ask(show, "r00000000001", "--json").output)
    assert (review["documents"], len(review["members"])) == (3, 3)
    assert "Documents" in ask(show, "r00000000001").output


def test_show_says_why_a_candidate_is_not_among_the_documents(ask, harvest):
    harvest.start()
    harvest.link()
    harvest.fetch()
    harvest.read()
    harvest.describe(refuse=("first text",))
    output = ask(show, harvest.rows("document")[0]["id"]).output
    assert "Not among the documents" in output
    assert "because its title page says so" in output


def test_show_refuses_what_it_cannot_find(ask, filled):
    with pytest.raises(UsageError, match="no document or review 'dffff'"):
        ask(show, "dffff")
    with pytest.raises(UsageError, match="no document or review"):
        ask(show, "'; DROP TABLE run; --")


def test_text_from_outside_can_neither_steer_the_terminal_nor_be_markup(ask, harvest):
    harvest.start()
    harvest.link(text=HOSTILE, heading=HOSTILE, page_title=HOSTILE)
    harvest.texts[name_of("x")] = HOSTILE
    harvest.fetch(body="x", message=HOSTILE)
    harvest.texts[name_of("x")] = HOSTILE
    harvest.read()
    harvest.describe(title=HOSTILE, case_name=HOSTILE, board=HOSTILE)
    harvest.catalogue.record_source(
        harvest.run_id, RunSource(source="northmoor", outcome=SourceOutcome.OK, message=HOSTILE)
    )
    harvest.catalogue.finish_run(harvest.run_id, harvest.now(), 0, HOSTILE)
    name = harvest.one()["id"]
    for command in ((status,), (runs, "list"), (runs, "show"), (find, "second"), (show, name)):
        assert "[bold red]x[/]" in ask(*command).output.replace("\n", "") or command[0] is status
        assert "\x1b" not in ask(*command, "--json").output


@pytest.fixture
def withdrawn(harvest):
    """One document of two was taken down three nights ago."""
    for number in range(4):
        harvest.start()
        for url, words in [(A, "Child A"), (B, "Child B")][number > 0 :]:
            harvest.link(url, words)
            harvest.fetch(url, f"Learning about {words}")
        harvest.ask({}, Outcome.GONE)
        harvest.finish()
    return harvest


def test_find_show_and_runs_tell_of_a_withdrawal(ask, withdrawn):
    row = withdrawn.one("withdrawals")
    assert "· withdrawn" in ask(find, "learning").output
    assert {hit["presence"] for hit in json.loads(ask(find, "learning", "--json").output)} == {
        "present",
        "withdrawn",
    }
    shown = " ".join(ask(show, row["document_id"]).output.split())
    assert "not listed, and 404 or 410, on 3 nights (runs 2, 3, 4)" in shown
    told = " ".join(ask(runs, "show").output.split())
    assert "1 document withdrawn" in told
    assert "last listed in run 1" in told
    account = json.loads(ask(runs, "show", "4", "--json").output)["account"]
    assert account["totals"]["withdrawn"] == 1
    assert account["sources"][0]["news"][0]["what"] == "withdrawn"


def test_runs_say_which_values_came_and_went(ask, harvest):
    for number, values in enumerate(({}, {"case_name": "Child B"}, {})):
        harvest.start()
        harvest.link(A, row=str(number))
        harvest.fetch(A)
        harvest.read()
        harvest.describe(**values)
        harvest.finish()
    assert "northmoor: 1 gained (case_name 1)" in ask(runs, "show", "2").output
    assert "northmoor: 1 withheld (case_name 1)" in ask(runs, "diff", "2", "3").output
    both = json.loads(ask(runs, "diff", "1", "3", "--json").output)["values"]["northmoor"]
    assert both == {"gained": {"case_name": 1}, "withheld": {"case_name": 1}}
    assert "Withheld: losses of 1 document of 1" in ask(runs, "show", "3").output
