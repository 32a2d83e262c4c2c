"""`decisions.jsonl` is chained: `harvester verify` sees what is changed, moved, put in or taken out."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from dataclasses import asdict

import pytest
from deciding_harvest import Desk, a_desk

from harvester.catalogue import Decision, append_decision, replay_decisions
from harvester.catalogue.deciding import Change
from harvester.catalogue.decision_file import chain_after, line_of, read_decisions, rechained
from harvester.fixity.decisions import decision_findings

SEED = 20261126


@pytest.fixture
def desk(tmp_path, harvest) -> Desk:
    """Six decisions: one alone, a batch of three, and that taken back in part of one."""
    desk = a_desk(tmp_path, harvest.catalogue)
    report, response, other = desk.names.values()
    desk.say(report, "title", "One")
    batch = desk.decide(
        Change("document", report, "status", "accepted"),
        Change("document", response, "duplicate_of", other, "the same"),
        Change("document", other, "language", "cy"),
    )
    desk.undo(batch)
    return desk


def found(desk: Desk) -> list[str]:
    notes: list[str] = []
    return [one.what for one in decision_findings(desk.data, desk.catalogue, notes)[1]]


def in_table(desk: Desk, name: str, **values: object) -> None:
    """Change a row behind everybody's back, triggers and all."""
    with closing(sqlite3.connect(desk.data.catalogue)) as db:
        db.execute("DROP TRIGGER IF EXISTS decisions_are_not_edited")
        for column, value in values.items():
            db.execute(f"UPDATE decisions SET {column} = ? WHERE id = ?", (value, name))
        db.commit()


def forget(desk: Desk, name: str) -> None:
    with closing(sqlite3.connect(desk.data.catalogue)) as db:
        db.execute("DROP TRIGGER IF EXISTS decisions_are_not_deleted")
        db.execute("DELETE FROM standing")
        db.execute("DELETE FROM decisions WHERE id = ?", (name,))
        db.commit()


def test_a_sound_file_is_sound(desk):
    assert found(desk) == []
    assert len(desk.data.decisions.read_text().splitlines()) == 7


def test_a_value_changed_in_the_file_and_in_the_catalogue_is_found(desk):
    lines = desk.data.decisions.read_bytes().splitlines()
    for number, line in enumerate(lines):
        values = json.loads(line)
        changed = {**values, "who": "somebody else"}
        desk.data.decisions.write_bytes(
            b"\n".join([*lines[:number], line_of(changed), *lines[number + 1 :], b""])
        )
        in_table(desk, values["id"], who="somebody else")
        assert any("does not follow" in what for what in found(desk)), number
        in_table(desk, values["id"], who=values["who"])
    desk.data.decisions.write_bytes(b"\n".join([*lines, b""]))
    assert found(desk) == []


def test_a_decision_taken_out_of_both_is_found(desk):
    lines = desk.data.decisions.read_bytes().splitlines()
    gone = lines[2]
    desk.data.decisions.write_bytes(b"\n".join([*lines[:2], *lines[3:], b""]))
    forget(desk, json.loads(gone)["id"])
    assert any("does not follow" in what for what in found(desk))


def test_every_way_of_tampering_is_found(desk):
    chance = random.Random(SEED)
    lines = desk.data.decisions.read_bytes().splitlines()
    for tried in range(150):
        now = list(lines)
        at = chance.randrange(len(now))
        kind = ("swap", "drop", "twice", "byte", "strange", "unchained")[tried % 6]
        if kind == "swap":
            to = chance.choice([n for n in range(len(now)) if n != at])
            now[at], now[to] = now[to], now[at]
        elif kind == "drop":
            del now[at]
        elif kind == "twice":
            now.insert(chance.randrange(len(now)), now[at])
        elif kind == "byte":
            place = chance.randrange(len(now[at]))
            now[at] = (
                now[at][:place] + bytes([now[at][place] ^ (1 << chance.randrange(7))]) + now[at][place + 1 :]
            )
        else:
            values = json.loads(now[at]) | {"id": f"strange{tried}"}
            if kind == "unchained":
                del values["chain"]
            now.insert(chance.randrange(1, len(now) + 1), line_of(values))
        desk.data.decisions.write_bytes(b"\n".join([*now, b""]))
        assert now == lines or found(desk), (tried, kind)


def test_lines_of_earlier_releases_are_a_sound_beginning_and_count_in_the_chain(tmp_path, harvest):
    desk = a_desk(tmp_path, harvest.catalogue)
    report = desk.names["a-report"]
    old = [
        {k: v for k, v in asdict(one).items() if k not in ("batch", "undoes", "other", "old")}
        for one in (
            Decision(id=f"old{n}", document_id=report, field="title", value=f"{n}", who="a", at="2026-02-01")
            for n in range(3)
        )
    ]
    desk.data.decisions.write_bytes(b"".join(line_of(values) + b"\n" for values in old))
    assert replay_decisions(desk.data, desk.catalogue).entered == 3
    desk.say(report, "title", "New")
    append_decision(
        desk.data, Decision(document_id=report, field="board", value="B", who="a", at="2026"), desk.catalogue
    )
    assert found(desk) == []
    assert desk.shown(report)["title"] == "New"
    lines = desk.data.decisions.read_bytes().splitlines()
    in_table(desk, "old1", value="changed")
    lines[1] = line_of(old[1] | {"value": "changed"})
    desk.data.decisions.write_bytes(b"\n".join([*lines, b""]))
    assert any("does not follow" in what for what in found(desk))


def test_files_put_together_are_chained_anew_and_lose_nothing(desk):
    lines = desk.data.decisions.read_bytes().splitlines()
    saved, later = lines[:4], lines[5:]
    joined = b"\n".join(saved) + b"\n" + rechained(later, chain_after(saved))
    desk.data.decisions.write_bytes(joined)
    (lost,) = found(desk)
    assert "1 decisions of the catalogue are not in it" in lost
    assert len([one for one in read_decisions(desk.data.decisions) if one]) == 6
    assert rechained(lines) == b"\n".join([*lines, b""]), "what is in order stays as it is"
    shortened = rechained([line for line in lines if b'"duplicate_of"' not in line])
    desk.data.decisions.write_bytes(shortened)
    held = list(read_decisions(desk.data.decisions))
    assert len(held) == 5
    assert None not in held, "what is left of a batch is still whole"
