"""Every route, tried by everybody, in every way; what nobody declared is open to nobody."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, path

from harvester.desk.access import Role, access_of, allowed
from tests.desk.matrix import MATRIX, METHODS, Route
from tests.desk.support import Desk

WHO = (None, "reader", "librarian", "admin")
RANK = {None: 0, "reader": 1, "librarian": 2, "admin": 3}


def routes() -> list[URLPattern]:
    from harvester.desk import urls

    def below(patterns: list[Any]) -> list[URLPattern]:
        found: list[URLPattern] = []
        for one in patterns:
            found += below(one.url_patterns) if isinstance(one, URLResolver) else [one]
        return found

    return below(urls.urlpatterns)


def test_every_route_has_its_row_and_every_row_its_route(desk: Desk) -> None:
    names = [str(one.name) for one in routes()]
    assert sorted(names) == sorted(MATRIX)


def test_every_view_says_who_may_use_it(desk: Desk) -> None:
    for one in routes():
        said, row = access_of(one.callback), MATRIX[str(one.name)]
        assert said is not None, one.name
        assert (said.role.word if said.role else "") == row.role, one.name
        assert said.methods == {method for method in METHODS if row.takes(method)}, one.name


def test_addresses_are_sorted(desk: Desk) -> None:
    addresses = [str(one.pattern).replace("<", "~") for one in routes()]  # words before what stands for any
    assert addresses == sorted(addresses)


@pytest.mark.parametrize("who", WHO, ids=str)
@pytest.mark.parametrize("name", sorted(MATRIX))
def test_the_matrix(desk: Desk, name: str, who: str | None) -> None:
    row = MATRIX[name]
    address = desk.address(name)
    for method in METHODS:
        answer = desk.client(who).generic(method, address)
        told = f"{method} {address} by {who}: {answer.status_code}"
        if row.role and who is None:
            assert answer.status_code == 302, told
            assert answer["Location"].split("?")[0] == "/login/", told
        elif RANK[who] < RANK[row.role or None]:
            assert answer.status_code == 403, told
        elif not row.takes(method):
            assert answer.status_code == 405, told
            assert set(answer["Allow"].split(", ")) == {one for one in METHODS if row.takes(one)}
        else:
            assert answer.status_code not in (401, 403, 405), told
            assert answer.status_code < 500, told
            assert not answer.get("Location", "").startswith("/login/") or name in ("logout",), told


@pytest.mark.parametrize("who", WHO[1:])
def test_the_navigation_offers_what_one_may_use(desk: Desk, who: str) -> None:
    client = desk.client(who)
    page = client.get("/help/").content.decode()
    offered = re.findall(r'<a href="([^"]+)"', page.split('<nav aria-label="Desk">')[1].split("</nav>")[0])
    assert "/" in offered
    assert ("/users/" in offered) is (who == "admin")
    for address in offered:
        assert client.get(address).status_code == 200, address


@allowed(Role.READER)
def view_of_readers(request: Any) -> Any:
    from django.http import HttpResponse

    return HttpResponse("seen")


def forgotten(request: Any) -> Any:
    return view_of_readers(request)


@pytest.mark.parametrize("who", WHO, ids=str)
def test_a_view_that_says_nothing_is_open_to_nobody(desk: Desk, who: str | None) -> None:
    from django.test import override_settings

    more = ModuleType("more")
    more.urlpatterns = [*routes(), path("forgotten/", forgotten)]  # type: ignore[attr-defined]
    with override_settings(ROOT_URLCONF=more):
        answer = desk.client(who).get("/forgotten/")
    assert answer.status_code == 403
    assert "seen" not in answer.content.decode()


def test_nobody_logged_in_comes_back_to_the_page_they_asked_for(desk: Desk) -> None:
    answer = desk.client().get("/account/?a=b&c=d")
    assert answer["Location"] == "/login/?next=%2Faccount%2F%3Fa%3Db%26c%3Dd"
    assert desk.client().post("/account/")["Location"] == "/login/"  # a form is not sent again by itself


def test_htmx_is_led_to_the_log_in_page_as_a_whole(desk: Desk) -> None:
    answer = desk.client().get("/help/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/login/")


def test_a_user_without_a_role_may_do_nothing(desk: Desk) -> None:
    from django.contrib.auth.models import User

    User.objects.get(username="rhian").groups.clear()
    for name, row in MATRIX.items():
        answer = desk.client("reader").get(desk.address(name))
        assert (answer.status_code == 302) is bool(row.role), name


def test_rows_are_of_known_roles() -> None:
    assert {row.role for row in MATRIX.values()} <= {"", "reader", "librarian", "admin"}
    assert isinstance(MATRIX["queue"], Route)
