"""Drop-down lists that serve as menus."""

from __future__ import annotations

import pytest

from harvester.detect.pages import parse_page

URL = "https://www.northmoorscp.org.uk/updates/"


def addresses(markup: str) -> list[str]:
    body = f"<html><body><main><h1>Updates</h1>{markup}</main></body></html>"
    return [
        link.url.removeprefix("https://www.northmoorscp.org.uk")
        for link in parse_page(body.encode(), URL).links
    ]


@pytest.mark.parametrize(
    ("menu", "expected"),
    [
        (
            '<select onchange="location = this.value"><option value="/child-t/">T</option></select>',
            "/child-t/",
        ),
        ('<select id="archive"><option value="/2024/05/">May 2024</option></select>', "/2024/05/"),
        (
            "<select onchange=\"location='/years/' + this.value\"><option value=2021>2021</option></select>",
            "/years/2021",
        ),
        (
            '<form action="/reviews"><select name="year" onchange="this.form.submit()">'
            "<option value=2021>2021</option></select></form>",
            "/reviews?year=2021",
        ),
        (
            '<select onchange="window.location.href=this.value"><option value="t.html">T</option></select>',
            "/updates/t.html",
        ),
    ],
)
def test_an_entry_of_a_drop_down_menu_is_a_link(menu: str, expected: str) -> None:
    assert addresses(menu) == [expected]


@pytest.mark.parametrize(
    "menu",
    [
        '<select name="size"><option value="10">10</option></select>',
        '<select onchange="location=this.value"><option value="">Choose</option></select>',
        '<select onchange="location=this.value"><option value="javascript:go(1)">Choose</option></select>',
        '<form method="post"><select name="y" onchange="this.form.submit()"><option value="1">1</option>',
        '<select name="a" onchange="count(this)"><option value="one">One</option></select>',
    ],
)
def test_an_entry_of_a_form_is_none(menu: str) -> None:
    assert addresses(menu) == []
