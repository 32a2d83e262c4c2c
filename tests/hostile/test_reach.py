"""B3 to B6: whatever names an inside address, by whatever road, a listener there hears nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile import shapes
from tests.hostile.figures import Figures
from tests.hostile.listener import NAMES, Listener, forms_of
from tests.web.ground import Ground, answer, probe

OPEN = "127.0.1.7"  # permitted
SHUT = "127.0.66.6"  # not permitted


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener(SHUT) as one:
        yield one


def names(tmp_path: Path, table: dict[str, list[str]]) -> dict[str, str]:
    """The environment in which names have these addresses."""
    place = tmp_path / "names.json"
    place.write_text(json.dumps(table))
    return {"HOSTILE_NAMES": str(place), "PYTHONPATH": f"{NAMES}"}


def test_every_spelling_by_every_road(tmp_path: Path, listener: Listener, figures: Figures) -> None:
    inside = [*forms_of(SHUT, listener.port), f"http://inside.example:{listener.port}/x"]
    others = ["http://169.254.169.254/latest/meta-data/", "http://[fe80::1%25lo]/", "http://10.0.0.1/",
              "http://[64:ff9b::7f00:4206]/", "http://[2002:7f00:4206::]/", "http://100.64.0.1/",
              "http://metadata.example/"]  # fmt: skip
    targets = [*inside, *others]
    environment = names(tmp_path, {"inside.example": [SHUT], "metadata.example": ["169.254.169.254"]})
    settings = {"RETRY_TIMES": 0, "ROBOTSTXT_OBEY": False}
    with Ground(OPEN) as ground:
        for number, target in enumerate(targets):
            page = f"<html><head><meta http-equiv=refresh content='0; url={target}'></head></html>"
            ground.routes[f"/r{number}"] = shapes.redirect(target)
            ground.routes[f"/p{number}"] = shapes.redirect(target, "307 Temporary Redirect")
            ground.routes[f"/m{number}"] = answer(page.encode())
            ground.routes[f"/c{number}"] = shapes.redirect(f"/r{number}")
        asked = [*targets, *(ground.url(path) for path in ground.routes)]
        seen = probe(
            tmp_path, asked, allow_hosts=["127.0.1.0/24"], contact="a@b.example",
            settings=settings, environment=environment, timeout=100,
        )  # fmt: skip
    reached = [one for one in seen.results if one["outcome"] == "ok"]
    missing = set(asked) - {one["asked"] for one in seen.results}
    figures("B5", "inside addresses: spellings x roads", len(asked), [*reached, *missing, *listener.heard])
    assert (reached, missing, listener.heard) == ([], set(), [])
    assert {one["outcome"] for one in seen.results} <= {"refused", "unreachable"}  # one spelling is no name


def test_names_that_rebind(tmp_path: Path, listener: Listener, figures: Figures) -> None:
    """A name is permitted when it is looked up and points inside the next time, 100 times over."""
    with Ground(OPEN, wanted_port=listener.port) as ground:
        table = {f"n{number}.example": [OPEN, SHUT] for number in range(50)}
        table |= {f"m{number}.example": [SHUT, OPEN] for number in range(50)}
        asked = [f"http://{name}:{ground.port}/good" for name in [*table, "steady.example"]]
        table["steady.example"] = [OPEN]
        ground.routes["/good"] = answer(b"<html>good</html>")
        seen = probe(
            tmp_path, asked, allow_hosts=["127.0.1.0/24"],
            settings={"RETRY_TIMES": 1, "ROBOTSTXT_OBEY": False, "DNSCACHE_ENABLED": False},
            environment=names(tmp_path, table), timeout=100,
        )  # fmt: skip
    figures("B6", "names that rebind between look-up and connection", len(asked) - 1, listener.heard)
    assert len(seen.results) == len(asked)
    assert seen.outcome(asked[-1]) == "ok"  # a name that stays is reached
    assert listener.heard == []


def test_redirects_end(tmp_path: Path, figures: Figures) -> None:
    """B3: loops, chains, chains between two hosts; at most five are followed."""
    with Ground(OPEN) as one, Ground("127.0.1.8") as other:
        for number in range(30):
            one.routes[f"/chain{number}"] = shapes.redirect(f"/chain{number + 1}")
            one.routes[f"/to{number}"] = shapes.redirect(other.url(f"/fro{number}"))
            other.routes[f"/fro{number}"] = shapes.redirect(one.url(f"/to{number + 1}"))
        one.routes["/loop"] = shapes.redirect("/loop")
        one.routes["/case"] = shapes.redirect("/CASE", "301 Moved")
        one.routes["/CASE"] = shapes.redirect("/case", "301 Moved")
        one.routes["/relative"] = shapes.redirect("?again")
        one.routes["/relative?again"] = shapes.redirect("?again")
        one.routes["/meta"] = answer(b"<html><meta http-equiv=refresh content='0;url=/meta2'></html>")
        one.routes["/meta2"] = answer(b"<html><meta http-equiv=refresh content='0;url=/meta'></html>")
        asked = [one.url(path) for path in ("/chain0", "/to0", "/loop", "/case", "/relative", "/meta")]
        settings = {"RETRY_TIMES": 0, "ROBOTSTXT_OBEY": False}
        seen = probe(tmp_path, asked, allow_hosts=["127.0.1.0/24"], settings=settings)
        hops = len(one.asked) + len(other.asked)
    ends = {one["asked"].rpartition("/")[2]: one["outcome"] for one in seen.results}
    bad = {name: end for name, end in ends.items() if end != "refused" and not name.startswith("meta")}
    figures(
        "B3",
        "redirect loops and chains",
        len(asked),
        bad,
        f"{hops} requests for {len(asked)}, 6 each at most",
    )
    assert not bad
    assert len(ends) == len(asked)
    assert hops <= 6 * len(asked)


SCHEMES = (
    "file:///etc/passwd", "FILE:///etc/passwd", "file://localhost/etc/passwd", "ftp://127.0.66.6/x",
    "data:text/html,<h1>x</h1>", "javascript:alert(1)", "s3://bucket/key", "gopher://127.0.66.6/", "ws://127.0.66.6/",
    "view-source:http://127.0.66.6/", "jar:http://127.0.66.6!/x", "blob:http://127.0.66.6/1", "about:blank",
    "chrome://settings", "dict://127.0.66.6:11211/stat", "ldap://127.0.66.6/", "smb://127.0.66.6/c$", "netdoc:///etc/passwd",
)  # fmt: skip


def test_schemes(tmp_path: Path, listener: Listener, figures: Figures) -> None:
    with Ground(OPEN) as ground:
        for number, target in enumerate(SCHEMES):
            page = f'<html><meta http-equiv=refresh content="0; url={target}">page</html>'
            ground.routes[f"/r{number}"] = shapes.redirect(target)
            ground.routes[f"/m{number}"] = answer(page.encode())
        asked = [*SCHEMES, *(ground.url(path) for path in ground.routes)]
        settings = {"RETRY_TIMES": 0, "ROBOTSTXT_OBEY": False}
        seen = probe(tmp_path, asked, allow_hosts=["127.0.1.0/24"], settings=settings)
    leaked = [one for one in seen.results if "root:" in one.get("text", "")]
    followed = [
        one for one in seen.results if one["outcome"] == "ok" and not one["url"].startswith("http://127.0.1.")
    ]
    missing = set(asked) - {one["asked"] for one in seen.results}
    figures(
        "B4",
        "schemes other than http by start, redirect and refresh",
        len(asked),
        [*leaked, *followed, *missing],
    )
    assert (leaked, followed, missing, listener.heard) == ([], [], set(), [])
