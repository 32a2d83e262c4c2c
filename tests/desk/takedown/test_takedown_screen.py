"""The takedown screen: confirmed by a reason, hidden at once, cleaned beside; and names before they leave."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from harvester.catalogue import Catalogue
from harvester.catalogue.name_checks import save_check
from harvester.desk.views import takedown as screen
from harvester.publish.real_names import CHECKER, Finding, to_json
from tests.desk.support import Desk

if TYPE_CHECKING:
    from django.test import Client

REASON = "asked for by the partnership on 3 March"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    found: list[object] = []
    monkeypatch.setattr(screen, "start_cleaning", found.append)
    return found


def test_it_says_what_goes_and_asks_for_a_reason(desk: Desk, client_of: Callable[..., Client]) -> None:
    name = desk.ids()[0]
    answer = client_of("admin").get(f"/takedown/{name}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This cannot be taken back" in page
    assert "Overview report: Child A" in page
    assert 'name="reason"' in page


@pytest.mark.parametrize("reason", ["", "short", "   \n  "])
def test_without_a_typed_reason_nothing_happens(
    desk: Desk, client_of: Callable[..., Client], started: list[object], reason: str
) -> None:
    name = desk.ids()[0]
    answer = client_of("admin").post(f"/takedown/{name}/", {"reason": reason})
    assert answer.status_code == 422
    assert "Type why" in answer.content.decode()
    assert name in desk.ids()
    assert started == []


def test_a_reason_that_repeats_the_address_is_refused(
    desk: Desk, client_of: Callable[..., Client], started: list[object]
) -> None:
    name = desk.ids()[0]
    reason = "see https://northmoor.example/files/a.pdf for it"
    answer = client_of("admin").post(f"/takedown/{name}/", {"reason": reason})
    assert answer.status_code == 422
    assert name in desk.ids()


def test_it_is_hidden_at_once_everywhere(
    desk: Desk, client_of: Callable[..., Client], started: list[object]
) -> None:
    name = desk.ids()[0]
    admin = client_of("admin")
    with FileLock(str(desk.data.lock)):  # a run holds the data directory
        answer = admin.post(f"/takedown/{name}/", {"reason": REASON})
    assert answer.status_code == 302
    assert name not in desk.ids()
    assert len(started) == 1
    assert admin.get(f"/documents/{name}/").status_code == 404
    assert admin.get(f"/files/{name}").status_code == 404
    assert name not in admin.get("/").content.decode()
    page = admin.get(f"/takedown/{name}/").content.decode()
    assert REASON in page
    assert "ada" in page
    assert "Not yet" in page
    assert "harvester takedown --finish" in page
    again = admin.post(f"/takedown/{name}/", {"reason": REASON})
    assert again.status_code == 302
    with Catalogue.open(desk.data.catalogue) as catalogue:
        rows = catalogue.connection.execute("SELECT who, reason, cleaned FROM tombstones").fetchall()
    assert [tuple(row) for row in rows] == [("ada", REASON, None)]


def test_the_cleaning_is_done_beside(desk: Desk, client_of: Callable[..., Client]) -> None:
    name = desk.ids()[0]
    client_of("admin").post(f"/takedown/{name}/", {"reason": REASON})
    until = time.monotonic() + 60
    cleaned = None
    while cleaned is None and time.monotonic() < until:
        time.sleep(0.3)
        with Catalogue.open(desk.data.catalogue, read_only=True) as catalogue:
            cleaned = catalogue.connection.execute("SELECT cleaned FROM tombstones").fetchone()[0]
    assert cleaned is not None


@pytest.mark.parametrize(("code", "told"), [(0, False), (1, True), (7, False)])
def test_who_runs_the_desk_is_told_what_was_not_cleaned(
    code: int, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    script = f"import sys; print('  still in backups/x: 48 bytes'); sys.exit({code})"
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    screen.hear_out(process)
    assert ("still in backups/x: 48 bytes" in caplog.text) == told


def test_a_takedown_is_not_decided_like_a_field_and_not_undone(
    desk: Desk, client_of: Callable[..., Client], started: list[object]
) -> None:
    name = desk.ids()[0]
    client = client_of("admin")
    client.post(f"/takedown/{name}/", {"reason": REASON})
    with Catalogue.open(desk.data.catalogue) as catalogue:
        (batch,) = catalogue.connection.execute("SELECT batch FROM decisions").fetchone()
    client.post(f"/undo/{batch}/")
    with Catalogue.open(desk.data.catalogue) as catalogue:
        assert catalogue.connection.execute("SELECT count(*) FROM decisions").fetchone()[0] == 1
    assert name not in desk.ids()


@pytest.fixture
def named(desk: Desk) -> str:
    """A document whose file has a name in its properties."""
    name = desk.ids()[0]
    found = (
        Finding(kind="property", where="Title", name="Daniel Thornbury", text="<b>Daniel Thornbury</b>"),
    )
    with Catalogue.open(desk.data.catalogue) as catalogue, catalogue.writing() as connection:
        sha256 = connection.execute("SELECT sha256 FROM documents WHERE id = ?", (name,)).fetchone()[0]
        save_check(connection, sha256, to_json(found), checker=CHECKER, at="2026-11-26T00:00:00Z")
    return name


def test_names_are_shown_on_the_record_and_cleared_there(
    desk: Desk, named: str, client_of: Callable[..., Client]
) -> None:
    client = client_of("librarian")
    page = client.get(f"/documents/{named}/").content.decode()
    assert "“Daniel Thornbury” in the file&#x27;s property Title" in page
    assert "<b>Daniel" not in page
    mark = page.partition('name="mark" value="')[2][:16]
    wrong = client.post(f"/names/{named}/", {"act": "clear", "mark": "0" * 16, "reason": "x"}, follow=True)
    assert "has changed since you looked" in wrong.content.decode()
    right = client.post(
        f"/names/{named}/", {"act": "clear", "mark": mark, "reason": "the author"}, follow=True
    )
    assert "Cleared by a person." in right.content.decode()


def test_a_reader_sees_names_and_clears_nothing(named: str, client_of: Callable[..., Client]) -> None:
    client = client_of("reader")
    page = client.get(f"/documents/{named}/").content.decode()
    assert "Possible real names" in page
    assert 'name="mark"' not in page
    assert client.post(f"/names/{named}/", {"act": "look"}).status_code == 403
