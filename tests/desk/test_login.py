"""Logging in: throttled by account and by address, sessions that end, links that are good once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.desk.support import PASSWORD, PEOPLE, Desk

if TYPE_CHECKING:
    from django.test import Client

READER, LIBRARIAN = PEOPLE["reader"], PEOPLE["librarian"]


@pytest.fixture(autouse=True)
def light_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are tried often here, and how dear a try is has a test of its own."""
    from harvester.desk.passwords import Argon2

    monkeypatch.setattr(Argon2, "time_cost", 1)
    monkeypatch.setattr(Argon2, "memory_cost", 64)


def enter(client: Client, name: str, password: str = PASSWORD, at: str = "127.0.0.1", **more: Any) -> Any:
    return client.post("/login/", {"username": name, "password": password, **more}, REMOTE_ADDR=at)


def logged_in(client: Client) -> bool:
    return client.get("/help/").status_code == 200


def minutes_later(minutes: int) -> None:
    """Let time pass for those who tried: what they did is that much older."""
    from axes.models import AccessAttempt
    from django.db.models import F

    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=minutes))


# ------------------------------------------------------------ tries


def test_a_wrong_password_says_neither_which_was_wrong_nor_who_there_is(desk: Desk) -> None:
    pages = []
    for name in (READER, "nobody"):
        page = enter(desk.client(), name, "wrong").content.decode()
        assert "The name or the password is wrong." in page
        pages.append(re.sub(r'value="[^"]*"|X-CSRFToken": "\w+', "", page))
    assert pages[0] == pages[1]


def test_the_account_is_locked_wherever_the_guesses_come_from(desk: Desk) -> None:
    answers = [enter(desk.client(), READER, f"guess {n}", at=f"192.0.2.{n}") for n in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 200, 429]
    right = enter(desk.client(), READER, at="198.51.100.7")
    assert right.status_code == 429
    assert right["Retry-After"] == "900"
    assert "Wait 15 minutes" in right.content.decode()
    assert enter(desk.client(), LIBRARIAN, at="198.51.100.7").status_code == 302  # nobody else is


def test_the_address_is_locked_whatever_accounts_are_tried(desk: Desk) -> None:
    for n in range(5):
        enter(desk.client(), f"person{n}", "guess", at="192.0.2.1")
    assert enter(desk.client(), READER, at="192.0.2.1").status_code == 429
    assert enter(desk.client(), READER, at="192.0.2.2").status_code == 302


def test_a_guesser_with_an_account_of_their_own_does_not_get_more_guesses_by_it(desk: Desk) -> None:
    codes = []
    for n in range(8):
        codes.append(enter(desk.client(), READER, f"guess {n}", at="192.0.2.1").status_code)
        enter(desk.client(), LIBRARIAN, at="192.0.2.1")
    assert codes[4:] == [429] * 4


@pytest.mark.parametrize("name", ["RHIAN", " rhian ", "ｒｈｉａｎ", "Rhian"])
def test_a_name_written_otherwise_is_the_same_account(desk: Desk, name: str) -> None:
    assert enter(desk.client(), name).status_code == 302
    for n in range(5):
        enter(desk.client(), name, "guess", at=f"192.0.2.{n}")
    assert enter(desk.client(), READER, at="192.0.2.77").status_code == 429


def test_the_lock_opens_after_15_minutes_also_when_somebody_guesses_on(desk: Desk) -> None:
    for n in range(5):
        enter(desk.client(), READER, f"guess {n}")
    minutes_later(10)
    assert enter(desk.client(), READER).status_code == 429
    for n in range(20):
        enter(desk.client(), READER, f"guess {n}")
    minutes_later(6)
    assert enter(desk.client(), READER).status_code == 302


def test_four_slips_are_forgotten_after_the_right_password(desk: Desk) -> None:
    for _ in range(3):
        for n in range(4):
            assert enter(desk.client(), READER, f"slip {n}").status_code == 200
        assert enter(desk.client(), READER).status_code == 302


def test_who_asks_is_not_what_a_header_says(desk: Desk) -> None:
    for n in range(5):
        desk.client().post(
            "/login/", {"username": f"p{n}", "password": "x"}, headers={"X-Forwarded-For": f"192.0.2.{n}"}
        )
    assert enter(desk.client(), READER).status_code == 429


def test_what_was_typed_as_password_is_kept_nowhere(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    for _ in range(6):
        enter(desk.client(), READER, "a-secret-mistyped")
    assert b"secret-mistyped" not in desk.data.desk.read_bytes()
    assert "secret-mistyped" not in caplog.text


def test_a_wrong_old_password_counts_as_a_wrong_log_in(desk: Desk) -> None:
    client = desk.client("reader")
    form = {"new_password1": "another long phrase", "new_password2": "another long phrase"}
    codes = [client.post("/account/", form | {"old_password": f"guess {n}"}).status_code for n in range(6)]
    assert codes == [200, 200, 200, 200, 429, 429]
    assert client.post("/account/", form | {"old_password": PASSWORD}).status_code == 429


# ------------------------------------------------------------ sessions


def test_the_session_gets_a_new_name_at_log_in_and_is_dead_after_log_out(desk: Desk) -> None:
    client = desk.client("reader")
    before = client.cookies["session"].value
    client.cookies["session"] = before
    enter(client, LIBRARIAN)
    after = client.cookies["session"].value
    assert after != before
    thief = desk.client()
    thief.cookies["session"] = after
    assert logged_in(thief)
    assert client.post("/logout/")["Location"] == "/login/"
    assert not logged_in(thief)
    assert not logged_in(client)


def test_cookies_are_for_this_site_and_no_script(desk: Desk) -> None:
    client = desk.client()
    client.get("/login/")
    enter(client, READER)
    session, csrf = client.cookies["session"], client.cookies["csrf"]
    assert session["httponly"]
    assert csrf["httponly"]
    assert session["samesite"] == "Lax"
    assert csrf["samesite"] == "Strict"
    assert not session["max-age"]  # ends with the browser
    assert not session["secure"]


def test_behind_https_cookies_are_for_https_and_this_host_alone(desk: Desk) -> None:
    other = Desk.at(desk.data.root, behind_https=True, names=("desk.example.org",))
    client = other.client()
    client.get("/login/", secure=True)
    client.post("/login/", {"username": READER, "password": PASSWORD}, secure=True)
    for name in ("__Host-session", "__Host-csrf"):
        assert client.cookies[name]["secure"]
        assert client.cookies[name]["path"] == "/"
        assert not client.cookies[name]["domain"]


def test_a_session_ends_after_ten_hours(desk: Desk) -> None:
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    client = desk.client("reader")
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(hours=9, minutes=59) < left <= timedelta(hours=10)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not logged_in(client)


def test_a_disabled_user_is_out_at_once_and_gets_no_further_in(desk: Desk) -> None:
    from harvester.desk import users

    client = desk.client("reader")
    assert logged_in(client)
    users.set_enabled(READER, enabled=False)
    assert not logged_in(client)
    answer = enter(desk.client(), READER)
    assert "The name or the password is wrong." in answer.content.decode()


def test_a_role_changes_at_once(desk: Desk) -> None:
    from harvester.desk import users
    from harvester.desk.access import Role

    client = desk.client("reader")
    assert client.get("/users/").status_code == 403
    users.set_role(READER, Role.ADMIN)
    assert client.get("/users/").status_code == 200
    users.set_role(READER, Role.LIBRARIAN)
    assert client.get("/users/").status_code == 403


def test_a_new_password_ends_the_other_sessions(desk: Desk) -> None:
    here, elsewhere = desk.client("reader"), desk.client("reader")
    new = "another long phrase"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/account/", form)["Location"] == "/account/"
    assert logged_in(here)
    assert not logged_in(elsewhere)
    assert enter(desk.client(), READER).status_code == 200
    assert enter(desk.client(), READER, new).status_code == 302


@pytest.mark.parametrize("weak", ["short", "password1234", "129384756019", ""])
def test_a_weak_password_is_refused(desk: Desk, weak: str) -> None:
    form = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    answer = desk.client("reader").post("/account/", form)
    assert answer.status_code == 200
    assert enter(desk.client(), READER).status_code == 302


# ------------------------------------------------------------ links


def test_a_link_is_good_once(desk: Desk) -> None:
    from harvester.desk import users

    link = users.link_for(users.find(READER))
    new = "another long phrase"
    client, late = desk.client(), desk.client()
    form = client.get(link)["Location"]
    late_form = late.get(link)["Location"]
    assert READER in client.get(form).content.decode()
    assert client.post(form, {"new_password1": new, "new_password2": new})["Location"] == "/login/"
    assert enter(client, READER, new).status_code == 302
    for other in (late.get(late_form), desk.client().get(link)):
        assert "This link was used already" in other.content.decode()


def test_a_link_is_good_for_a_day_for_one_user_and_opens_a_lock(desk: Desk, monkeypatch) -> None:
    from django.contrib.auth.tokens import PasswordResetTokenGenerator

    from harvester.desk import users

    for n in range(5):
        enter(desk.client(), READER, f"guess {n}")
    link, other = users.link_for(users.find(READER)), users.link_for(users.find(LIBRARIAN))
    swapped = "/".join([*other.split("/")[:3], *link.split("/")[3:]])
    assert "used already" in desk.client().get(swapped).content.decode()
    now = PasswordResetTokenGenerator._now
    monkeypatch.setattr(
        PasswordResetTokenGenerator, "_now", lambda self: now(self) + timedelta(hours=24, seconds=5)
    )
    assert "used already" in desk.client().get(link).content.decode()
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", now)
    client = desk.client()
    form = client.get(link)["Location"]
    client.post(form, {"new_password1": "another long phrase", "new_password2": "another long phrase"})
    assert enter(desk.client(), READER, "another long phrase").status_code == 302
