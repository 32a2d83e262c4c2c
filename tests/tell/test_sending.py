"""Real messages over real sockets on loopback: what arrives, and what is told of what does not."""

from __future__ import annotations

import json
import logging
import time
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from harvester.config import NotifySection
from harvester.redaction import Redactor
from harvester.tell.delivering import Delivery, deliver
from harvester.tell.digest import compose
from harvester.tell.material import Material, Told
from harvester.tell.sending import send
from harvester.tell.told import load
from tests.tell.ears import hook, post
from tests.tell.materials import broken, full, material, news

CANARY = "cAnArY-0123456789"
QUIET = Redactor()


def render(most: int) -> object:
    return compose(full(), Told(), most=most)


def test_a_hook_gets_one_message_of_plain_text() -> None:
    with hook() as ears:
        assert send(f"json://127.0.0.1:{ears.port}/in", render, QUIET) == ""  # type: ignore[arg-type]
    ((path, body),) = ears.heard
    told = json.loads(body)
    assert path.rstrip("/") == "/in"
    assert told["title"].startswith("Backup failed; 1 new review")
    assert "https://www.ashby-scp.example/files/new-0.pdf" in told["message"]
    assert "<" not in told["message"]
    assert "github" not in body.decode().lower()  # no pictures from elsewhere


def test_mail_has_a_subject_plain_text_and_html() -> None:
    with post() as ears:
        address = f"mailto://127.0.0.1:{ears.port}?from=robot@lib.example&to=a@lib.example&mode=insecure"
        assert send(address, render, QUIET) == ""  # type: ignore[arg-type]
    (mail,) = ears.mails
    assert str(mail["Subject"]).startswith("Backup failed; 1 new review")
    assert "robot@lib.example" in str(mail["From"])
    page, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert page is not None
    assert text is not None
    html = page.get_content()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script" not in html
    assert "javascript:" not in html
    assert "src=" not in html
    assert "Serious Case Review, overview report" in text.get_content()


def test_a_service_of_short_messages_gets_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise.plugins.custom_json import NotifyJSON

    monkeypatch.setattr(NotifyJSON, "body_maxlen", 1000)
    many = material(*(news("new", n) for n in range(70)), troubled=(broken(),))
    with hook() as ears:
        assert send(f"json://127.0.0.1:{ears.port}", partial(_of, many), QUIET) == ""
    ((_, body),) = ears.heard
    told = json.loads(body)["message"]
    assert len(told) < 1000
    assert "(70 documents)" in told.lower()
    assert "BROKEN (1 SITE)" in told


def _of(made: Material, most: int) -> object:
    return compose(made, Told(), most=most)


def test_what_fails_is_told_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    with hook() as ears, caplog.at_level(logging.DEBUG):
        ears.status = 500
        for address in (
            f"json://robot:{CANARY}@127.0.0.1:{ears.port}/{CANARY}",
            f"json://robot:{CANARY}@127.0.0.1:9/{CANARY}",
            f"nothing://{CANARY}/",
            f"mailto://robot:{CANARY}@127.0.0.1:9?from=r@lib.example&to=a@lib.example&mode=insecure",
        ):
            said = send(address, render, Redactor([address]))  # type: ignore[arg-type]
            assert said
            assert CANARY not in said
    assert CANARY not in caplog.text


def test_what_hangs_is_left_behind() -> None:
    with hook() as ears:
        ears.wait = 3
        began = time.monotonic()
        said = send(f"json://127.0.0.1:{ears.port}?rto=20", render, QUIET, seconds=0.5)  # type: ignore[arg-type]
        assert said == "no answer within 0.5 s"
        assert time.monotonic() - began < 2


def test_redirects_are_not_followed() -> None:
    with hook() as ears, hook() as other:
        ears.status, ears.location = 307, f"http://127.0.0.1:{other.port}/elsewhere"
        assert send(f"json://127.0.0.1:{ears.port}", render, QUIET)  # type: ignore[arg-type]
        assert not other.heard


# ---------------------------------------------------------------- nights


class Nights:
    """Nights of one data directory; `made` is what happened in each, by run."""

    def __init__(self, root: Path, *addresses: str, when: str = "news") -> None:
        self.root, self.made = root, {}
        urls = tuple(SecretStr(one) for one in addresses)
        self.notify = NotifySection.model_validate({"urls": urls, "when": when})
        self.asked: list[tuple[int, int]] = []

    def night(self, run_id: int, *told: object) -> Delivery:
        self.made[run_id] = told

        def gather(after: int) -> Material:
            self.asked.append((after, run_id))
            found = [one for run in sorted(self.made) if run > after for one in self.made[run]]
            return material(*found, run_id=run_id)

        return deliver(
            gather, run_id, self.root, self.notify, Redactor(u.get_secret_value() for u in self.notify.urls)
        )


def test_what_could_not_be_told_is_told_the_next_night_and_once(tmp_path: Path) -> None:
    with hook() as ears, hook() as other:
        good, bad = f"json://127.0.0.1:{other.port}", f"json://127.0.0.1:{ears.port}"
        nights = Nights(tmp_path, bad, good)
        ears.status = 500
        first = nights.night(5, news("new", 1))
        assert first.sent == 1
        assert "address 1 was not told" in first.text()
        assert "told with the next night" in first.text()
        assert nights.night(6).failures
        ears.status = 200
        third = nights.night(7, news("new", 2))
        assert not third.failures
        assert third.sent == 2
        assert nights.night(8).sent == 0
        assert nights.night(8).text() == "nothing to tell"
    late = json.loads(ears.heard[-1][1])["message"]
    assert "new-1.pdf" in late
    assert "new-2.pdf" in late
    own = [json.loads(body)["message"] for _, body in other.heard]
    assert ["new-1.pdf" in one for one in own] == [True, False]


def test_the_file_of_what_was_told_holds_no_address(tmp_path: Path) -> None:
    with hook() as ears:
        Nights(tmp_path, f"json://robot:{CANARY}@127.0.0.1:{ears.port}/{CANARY}").night(5, news("new", 1))
    text = (tmp_path / "told.json").read_text()
    assert CANARY not in text
    assert "127.0.0.1" not in text
    assert load(tmp_path).told
    (tmp_path / "told.json").write_text('{"salt": 3}')
    assert load(tmp_path).damaged


def test_a_damaged_memory_costs_a_note_and_no_night(tmp_path: Path) -> None:
    (tmp_path / "told.json").write_bytes(b"\x00\xff")
    with hook() as ears:
        done = Nights(tmp_path, f"json://127.0.0.1:{ears.port}").night(5, news("new", 1))
    assert done.sent == 1
    assert "damaged" in done.text()
    assert not load(tmp_path).damaged


def test_nobody_to_tell(tmp_path: Path) -> None:
    assert Nights(tmp_path).night(5, news("new", 1)).text() == "nobody to tell (notify.urls is empty)"
