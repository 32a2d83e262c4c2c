"""A possible real name keeps a document from leaving until a person cleared it."""

from __future__ import annotations

import pytest

from harvester.catalogue.name_checks import save_check
from harvester.cli import run
from harvester.publish.real_names import CHECKER, Finding, to_json
from tests.run.farm import ask

FOUND = (Finding(kind="property", where="Title", name="Daniel Thornbury", text="SCR Daniel Thornbury"),)


def ask_house(house, *arguments: str) -> int:
    return run(["--data", str(house.root), *arguments])


@pytest.fixture
def named(house):
    """A house in which the file of the first document has a name in its properties."""
    sha256 = house.harvest.one("documents", "id = ?", house.ids[0])["sha256"]
    with house.harvest.catalogue.writing() as connection:
        save_check(connection, sha256, to_json(FOUND), checker=CHECKER, at="2026-11-26T00:00:00Z")
    return house


def test_text_is_refused_until_the_name_is_cleared(named, capsys) -> None:
    code, path = named.publish("--with-text")
    told = capsys.readouterr().err
    assert (code, path) == (5, None)
    assert "may give away a real name" in told
    assert named.ids[0] in told
    assert "“Daniel Thornbury” in the file's property Title" in told
    assert ask_house(named, "names", named.ids[0], "--clear", "the author", "--who", "A. Librarian") == 0
    code, path = named.publish("--with-text")
    assert code == 0, capsys.readouterr().err


def test_metadata_alone_does_not_carry_the_file(named) -> None:
    code, _ = named.publish()
    assert code == 0


def test_another_name_asks_again(named, capsys) -> None:
    ask_house(named, "names", named.ids[0], "--clear", "the author", "--who", "A. Librarian")
    more = (*FOUND, Finding(kind="hidden_text", where="white", name="Aoife Thornbury", text="", page=2))
    sha256 = named.harvest.one("documents", "id = ?", named.ids[0])["sha256"]
    with named.harvest.catalogue.writing() as connection:
        save_check(connection, sha256, to_json(more), checker=CHECKER, at="2026-11-26T00:00:00Z")
    assert named.publish("--with-text")[0] == 5


def test_a_text_that_stays_is_no_matter(named) -> None:
    named.decide(0, "publish_text", "no")
    assert named.publish("--with-text")[0] == 0


def test_the_commands_tell_it(named, capsys) -> None:
    assert ask_house(named, "names") == 0
    assert "1 with a possible real name to be looked at" in capsys.readouterr().out
    assert ask_house(named, "show", named.ids[0]) == 0
    assert "Possible real names (to be looked at before publication)" in capsys.readouterr().out
    assert ask_house(named, "names", named.ids[0], "--clear", " ") == 2
    assert ask_house(named, "names", "--clear", "why") == 2
    assert ask_house(named, "names", named.ids[1], "--clear", "why") == 2  # nothing was found in it


def test_what_was_cleared_stands_in_the_decisions(named) -> None:
    ask_house(named, "names", named.ids[0], "--clear", "the author", "--who", "A. Librarian")
    rows = ask(named.root, "SELECT field, who, reason FROM decisions WHERE field = 'real_names'")
    assert rows == [("real_names", "A. Librarian", "the author")]
