"""Requests that somebody else had a browser send, or that speak of another host."""

from __future__ import annotations

import re
import socket
from urllib.parse import urlsplit

import pytest

from tests.desk.matrix import MATRIX
from tests.desk.support import PASSWORD, PEOPLE, Desk


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("name", sorted(name for name, row in MATRIX.items() if row.takes("POST")))
def test_no_form_is_taken_without_its_token(desk: Desk, name: str) -> None:
    who = MATRIX[name].role or None
    client = desk.client(who, enforce_csrf_checks=True)
    for more in ({}, {"csrfmiddlewaretoken": "x" * 64}):
        answer = client.post(desk.address(name), more)
        assert answer.status_code == 403, name
        assert "This form is too old" in answer.content.decode()


def test_a_form_with_its_token_is_taken_and_not_from_elsewhere(desk: Desk) -> None:
    client = desk.client(enforce_csrf_checks=True)
    form = {
        "username": PEOPLE["reader"],
        "password": PASSWORD,
        "csrfmiddlewaretoken": token(client.get("/login/").content.decode()),
    }
    for origin in ("https://evil.example", "null", "http://127.0.0.1.evil.example:8090"):
        assert client.post("/login/", form, headers={"origin": origin}).status_code == 403
    assert client.post("/login/", form, headers={"origin": "http://127.0.0.1:8090"}).status_code == 302
    assert client.get("/help/").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "desk.example.org", "", "a b", "127.0.0.2"]
)
def test_the_desk_answers_by_its_own_names_only(desk: Desk, host: str) -> None:
    answer = desk.client("reader").get("/help/", headers={"host": host})
    assert answer.status_code == 400
    assert host not in answer.content.decode() or not host


@pytest.mark.parametrize("host", ["127.0.0.1:8090", "localhost", "[::1]:8090"])
def test_the_desk_answers_on_this_machine(desk: Desk, host: str) -> None:
    assert desk.client("reader").get("/help/", headers={"host": host}).status_code == 200


def test_a_forwarded_host_is_nothing_to_us(desk: Desk) -> None:
    answer = desk.client("admin").post(
        "/users/",
        {"act": "link", "name": PEOPLE["reader"]},
        headers={
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "https",
            "Forwarded": "host=evil.example",
        },
    )
    page = answer.content.decode()
    assert "http://127.0.0.1:8090/choose-password/" in page
    assert "evil" not in page


TRICKS = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "http:///evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://127.0.0.1@evil.example/",
    "http://127.0.0.1:8090.evil.example/",
    "/\r\nLocation: https://evil.example",
    "evil.example",
]


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("way", ["form", "address", "logged in"])
def test_log_in_leads_nowhere_else(desk: Desk, trick: str, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from harvester.desk.passwords import Argon2

    monkeypatch.setattr(Argon2, "memory_cost", 64)
    client = desk.client("reader" if way == "logged in" else None)
    form = {"username": PEOPLE["reader"], "password": PASSWORD}
    if way == "form":
        answer = client.post("/login/", form | {"next": trick})
    elif way == "address":
        answer = client.post("/login/", form, query_params={"next": trick})
    else:
        answer = client.get("/login/", {"next": trick})
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_log_in_leads_back_within_the_desk(desk: Desk) -> None:
    form = {"username": PEOPLE["reader"], "password": PASSWORD, "next": "/account/?a=b"}
    assert desk.client().post("/login/", form)["Location"] == "/account/?a=b"


@pytest.mark.parametrize(
    "path", ["//evil.example/help", "//evil.example", "/\\evil.example/help", "/help//evil.example"]
)
def test_no_path_leads_to_another_site(served_desk: str, path: str) -> None:
    host = urlsplit(served_desk).netloc
    with socket.create_connection((urlsplit(served_desk).hostname, urlsplit(served_desk).port), 5) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    head = answer.split(b"\r\n\r\n")[0].decode("latin-1")
    where = re.search(r"^Location: (.*)$", head, re.M | re.I)
    if where:
        assert re.match(r"/(?![/\\])", where[1].strip()), where[1]
    else:
        assert re.match(r"HTTP/1.1 40[04]", head), head
