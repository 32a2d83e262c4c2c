"""A library in two languages whose Welsh papers stand only on the Welsh twin of an item's page."""

from __future__ import annotations

from typing import Any

import pytest

from spiders.languages import language_of_label
from tests.spiders.dry import PDF, crawl
from tests.spiders.pages import HOME, links

CASES = (("OXSB 2/2018", "Child"), ("OXSB 1/2021", "Child"), ("Emyr", "Adult"))
KINDS = {
    ("en", "Child"): "Child Practice Review",
    ("en", "Adult"): "Adult Practice Review",
    ("cy", "Child"): "Adolygiad Ymarfer Plant",
    ("cy", "Adult"): "Adolygiad Ymarfer Oedolion",
}
SWITCH = {
    "text": "<a class='lang' href='{0}'>{1}</a>",
    "picture": "<a href='{0}'><img src='/flag.png' alt='{1}'></a>",
    "sentence": "<a href='{0}'>View this page in {1}</a>",
    "code": "<a href='{0}' title='{1}'>{2}</a>",
}


def html(title: str, body: str, language: str, switch: str = "", head: str = "") -> str:
    menu = links(
        "Home:/|About:/en/about|Library:/en/library" if language == "en" else "Hafan:/cy/|Amdanom:/cy/am"
    )
    return (
        f"<!doctype html><html lang='{language}'><head><title>{title}</title>{head}</head><body>"
        f"<header>{switch}<nav><ul>{menu}</ul></nav></header><main><h1>{title}</h1>{body}</main></body></html>"
    )


def site(switch: str, *, both: bool = False) -> dict[str, Any]:
    """A paged library of English items; each case has a twin that the list does not link to."""
    answers: dict[str, Any] = {}
    items = []
    for number, (case, who) in enumerate(CASES):
        files = {lang: f"/files/{number}-{lang}.pdf" for lang in ("en", "cy")}
        places = {"en": f"/en/item/{number}", "cy": f"/cy/eitem/{number}"}
        for lang, other in (("en", "cy"), ("cy", "en")):
            name = {"en": "English", "cy": "Cymraeg"}[other]
            link = SWITCH.get(switch, "").format(places[other], name, other.upper())
            head = (
                f"<link rel='alternate' hreflang='{other}' href='{places[other]}'>"
                if switch == "head"
                else ""
            )
            word = {"en": "report", "cy": "adroddiad"}
            own = [lang, other] if both else [lang]
            body = "".join(f"<p><a href='{files[at]}'>{case} {word[at]}.pdf</a></p>" for at in own)
            title = f"{KINDS[lang, who]} {case}"
            answers[HOME + places[lang]] = html(title, body, lang, link, head)
            answers[HOME + files[lang]] = PDF + files[lang].encode()
        items.append(f"<li><a href='{places['en']}'>{KINDS['en', who]} {case}</a></li>")
        items += [
            f"<li><a href='/en/item/{number}-{n}'>{t} 20{number + n}</a></li>"
            for n, t in ((10, "Annual plan"),)
        ]
    for number in (0, 1):
        pager = "<p><a href='/en/library'>1</a> <a href='/en/library?page=1'>2</a></p>"
        body = f"<ul>{''.join(items[number * 3 : number * 3 + 3])}</ul>{pager}"
        answers[f"{HOME}/en/library" + (f"?page={number}" if number else "")] = html("Library", body, "en")
    home = "<p>Welcome.</p><a href='/en/library'>Practice reviews and publications</a>"
    answers[f"{HOME}/"] = html("Oxmere Safeguarding Board", home, "en")
    return answers


def found(answers: dict[str, Any], nation: str = "wales") -> tuple[set[str], list[str]]:
    result = crawl(answers, nation=nation, title="Oxmere Safeguarding Board")
    files = {url.rsplit("/", 1)[-1] for url, outcome in result.fetched.items() if outcome == "ok"}
    return files, [url for url in result.pages if "/eitem/" in url]


@pytest.mark.parametrize("switch", [*SWITCH, "head"])
def test_papers_of_the_twin_are_found(switch: str) -> None:
    files, twins = found(site(switch))
    assert files == {f"{number}-{lang}.pdf" for number in range(3) for lang in ("en", "cy")}
    assert len(twins) == 3


def test_no_twin_is_asked_for_in_vain() -> None:
    assert found(site("text", both=True)) == (
        {f"{n}-{lang}.pdf" for n in range(3) for lang in ("en", "cy")},
        [],
    )
    files, twins = found(site("text"), nation="england")
    assert (len(files), twins) == (3, [])


@pytest.mark.parametrize(
    ("label", "language"),
    [
        ("Cymraeg", "cy"),
        ("CY", "cy"),
        ("View this page in Welsh", "cy"),
        ("Newid iaith: Cymraeg", "cy"),
        ("Darllen y dudalen hon yn Gymraeg", "cy"),
        ("Welsh version", "cy"),
        ("English", "en"),
        ("Saesneg", "en"),
        ("EN", "en"),
        ("Switch to English", "en"),
        ("Welsh Government", None),
        ("Report in Welsh of 2019", None),
        ("Learn Welsh", None),
        ("", None),
    ],
)
def test_labels_that_offer_a_language(label: str, language: str | None) -> None:
    assert language_of_label(label) == language
