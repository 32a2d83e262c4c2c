"""What every answer says to browsers: no inline code, no frames, no caches; and no template needs them."""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path
from urllib.request import urlopen

import pytest

import harvester.desk
from tests.desk.matrix import MATRIX
from tests.desk.support import Desk

HERE = Path(harvester.desk.__file__).parent
TEMPLATES = sorted((HERE / "templates").rglob("*.html"))


def check(answer: object, told: str) -> None:
    headers = answer.headers  # type: ignore[attr-defined]
    policy = {
        directive.split()[0]: set(directive.split()[1:])
        for directive in headers["Content-Security-Policy"].split(";")
        if directive.strip()
    }
    assert policy["default-src"] == {"'none'"}, told
    assert policy["frame-ancestors"] == {"'none'"}, told
    assert policy["base-uri"] == {"'none'"}, told
    assert set().union(*policy.values()) <= {"'none'", "'self'", "allow-downloads"}, told
    assert headers["X-Content-Type-Options"] == "nosniff", told
    assert headers["X-Frame-Options"] == "DENY", told
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer"), told
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", told
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin", told
    assert "Access-Control-Allow-Origin" not in headers, told


@pytest.mark.parametrize("who", [None, "admin"], ids=str)
@pytest.mark.parametrize("name", sorted(MATRIX))
def test_every_route(desk: Desk, name: str, who: str | None) -> None:
    for method in ("GET", "POST", "PUT"):
        answer = desk.client(who).generic(method, desk.address(name))
        check(answer, f"{method} {name}")
        kept = answer["Cache-Control"]
        assert "no-store" in kept or ("private" in kept and "text/html" not in answer["Content-Type"])


def test_error_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from harvester.desk.views.errors import error_page

    client = desk.client()
    client.raise_request_exception = False
    answers = [client.get("/nowhere/"), client.get("/login/", headers={"host": "evil.example"})]
    monkeypatch.setattr("harvester.desk.views.login.LoginForm", None)
    answers.append(client.get("/login/"))
    assert [answer.status_code for answer in answers] == [404, 400, 500]
    for answer in answers:
        check(answer, str(answer.status_code))
        assert answer["Cache-Control"] == "no-store"
        assert "evil" not in answer.content.decode()
    assert all(error_page(answers[0].wsgi_request, status).content for status in HTTPStatus if status >= 400)


def test_a_trouble_that_has_plain_words_is_told_in_them(desk: Desk) -> None:
    desk.data.catalogue.write_bytes(b"not a database at all" * 100)
    answer = desk.client("reader").get("/")
    assert answer.status_code == 503
    assert "damaged or not a harvester catalogue" in answer.content.decode()
    check(answer, "503")


def test_static_files_are_kept_and_change_their_address_when_they_change(
    desk: Desk, served_desk: str
) -> None:
    page = desk.client().get("/login/").content.decode()
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert {Path(one).name for one in found} >= {"desk.css", "desk.js", "icon.svg"}
    assert any("htmx" in one for one in found)
    for one in found:
        with urlopen(served_desk + one) as answer:
            check(answer, one)
            assert "immutable" in answer.headers["Cache-Control"]
            assert "Server" not in answer.headers
            assert answer.read()


def test_the_addresses_of_static_files_tell_what_they_hold(tmp_path: Path, monkeypatch) -> None:
    from harvester.desk import settings

    monkeypatch.setattr(settings, "HERE", tmp_path)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.css").write_text("a {}")
    before = settings.static_version()
    assert settings.static_version() == before
    (tmp_path / "static" / "a.css").write_text("b {}")
    assert settings.static_version() != before


def test_https_is_asked_for_only_behind_https(desk: Desk) -> None:
    assert "Strict-Transport-Security" not in desk.client().get("/login/").headers
    other = Desk.at(desk.data.root, behind_https=True, names=("desk.example.org",))
    answer = other.client().get("/login/", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000"
    check(answer, "https")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_code_or_writes_unescaped(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|hx-on|hx-vals=.js|srcdoc", text)
    assert not re.search(r"\|\s*safe\b|\|\s*safeseq|autoescape\s+off|<iframe|<object|<embed", text)


def test_no_module_of_the_desk_makes_text_safe_by_its_word() -> None:
    for path in sorted(HERE.rglob("*.py")):
        text = path.read_text("utf-8")
        assert "mark_safe" not in text, path
        assert "SafeString(" not in text, path
        assert "csrf_exempt" not in text, path
