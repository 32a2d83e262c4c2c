"""`harvester export`: exactly the query that was asked, of any status, and it says so."""

from __future__ import annotations

import csv
import io
import json

import pytest

from harvester.cli import run
from harvester.cli.export import FORMATS as OFFERED
from harvester.errors import UsageError
from harvester.publish.formats import FORMATS


def csv_rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_the_command_offers_every_format():
    assert set(OFFERED) == set(FORMATS)


def test_everything_of_any_status_and_the_counts_are_told(house, ask):
    data, said = ask("export", "csv")
    assert {row["status"] for row in csv_rows(data)} == {"accepted", "new", "rejected"}
    assert said == "6 documents of any status (1 new, 4 accepted, 1 rejected) written.\n"


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        (("--status", "accepted"), 4),
        (("--status", "held"), 0),
        (("--query", "report 3 supervision"), 1),
        (("--query", '"second page"'), 6),
        (("--query", "Child", "--status", "rejected"), 1),
        (("--query", "nowhere"), 0),
        (("--source", "northmoor", "--type", "scr", "--role", "overview_report"), 6),
        (("--type", "sar"), 0),
        (("--year", "2016"), 0),
        (("--source", "eastvale"), 2),  # a joint review of both
    ],
)
def test_the_filters_hold_and_the_count_matches(house, ask, asked, number):
    data, said = ask("export", "jsonl", *asked)
    assert len(data.splitlines()) == number
    assert said.startswith(f"{number} document")
    nothing, dry = ask("export", "jsonl", *asked, "--dry-run")
    assert nothing == b""
    assert dry == said.replace("written.", "would be written.")
    counts, said_then = ask("export", "jsonl", *asked, "--dry-run", "--json")
    told = json.loads(counts)
    assert (told["documents"], told["format"], said_then) == (number, "jsonl", "")
    assert sum(told["by_status"].values()) == number


def test_counts_as_json_are_of_a_dry_run_only(house, ask):
    with pytest.raises(UsageError, match="--dry-run"):
        ask("export", "jsonl", "--json")


def test_a_search_has_no_hidden_end(house, ask):
    house.night(range(6, 60))
    data, _ = ask("export", "jsonl", "--query", "supervision")
    assert len(data.splitlines()) == 60


@pytest.mark.parametrize("name", OFFERED)
def test_each_format_to_a_file_whole_or_not_at_all(house, ask, tmp_path, name):
    out = tmp_path / "out"
    printed, said = ask("export", name, "--out", str(out))
    assert printed == b""
    assert f"written to {out}" in said
    assert out.stat().st_size > 100
    assert not list(tmp_path.glob(".out*"))
    again, _ = ask("export", name)
    assert again == out.read_bytes()


def test_titles_are_clean_and_no_formula(house, ask):
    data, _ = ask("export", "csv", "--status", "accepted")
    titles = {row["link_text"] for row in csv_rows(data)}
    assert titles == {
        "'=Child A: overview report",
        "Child B overview",
        "Child C <b>overview</b>",
        "Child D overview",
    }
    found = [json.loads(line) for line in ask("export", "jsonl")[0].splitlines()]
    assert "=Child A: overview report" in {one["link_text"] for one in found}


def test_what_makes_no_sense_is_refused(house, tmp_path, capsys):
    for arguments in (
        ("csv", "--source", "nowhere"),
        ("csv", "--query", "?!"),
        ("csv", "--out", str(tmp_path / "no" / "x")),
        ("word",),
    ):
        assert run(["--data", str(tmp_path), "export", *arguments]) == UsageError.exit_code
    assert "no source 'nowhere'" in capsys.readouterr().err


def test_writers_are_not_kept_waiting_by_a_slow_reader(house, tmp_path, monkeypatch):
    """While the bytes go out, the catalogue is free."""
    import sqlite3

    class Slow(io.BytesIO):
        def write(self, data):  # type: ignore[override]
            with sqlite3.connect(tmp_path / "catalogue.db", timeout=0.1) as other:
                other.execute("UPDATE run SET reason = reason")
            return super().write(data)

    slow = Slow()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(slow))
    assert run(["--data", str(tmp_path), "export", "csv"]) == 0
    assert len(csv_rows(slow.getvalue())) == 6
