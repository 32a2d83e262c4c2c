from __future__ import annotations

import ipaddress
import socket

import pytest
from scrapy.resolver import dnscache
from scrapy.settings import Settings
from twisted.internet import defer

from harvester.errors import ConfigurationError
from harvester.web.reach import Reach, is_public, literal_address
from harvester.web.resolver import AddressRefused, ReachResolver

OPEN = Reach.parse((), everywhere=True)

INSIDE = [
    "127.0.0.1", "127.2", "127.0.2", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
    "0", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "127.0.0.1.", "１２７.0.0.1", "[::1]", "[::]", "[::ffff:127.0.0.2]",
    "[::ffff:7f00:1]", "[::127.0.0.1]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[2002:7f00:1::]",
    "[64:ff9b::7f00:1]", "[ff02::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_no_spelling_of_an_inside_address_is_let_through(host: str) -> None:
    assert literal_address(host) is not None
    refusal = OPEN.refusal_of_url(f"http://{host}:8080/x.pdf")
    assert refusal is not None
    assert "not a public address" in refusal


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "134744072", "[2606:4700::1111]", "[2002:808:808::]", "example.org"]
)
def test_public_hosts_are_reached(host: str) -> None:
    assert OPEN.refusal_of_url(f"https://{host}/") is None


@pytest.mark.parametrize(
    "host", ["example.org", "1.2.3.4.5", "0x", "x.1", "08.1.1.1", "999.1.1.1", "4294967296", "1..2"]
)
def test_names_are_not_addresses(host: str) -> None:
    assert literal_address(host) is None or host == "0x"


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.org/a", "data:text/html,x", "javascript:alert(1)", "//example.org/",
     "http://", "http:///x", "http://[::1", "http://example.org:99999/", "s3://bucket/key", "",
     "http://example.org/" + "a" * 3000],
)  # fmt: skip
def test_only_http_addresses_are_asked(url: str) -> None:
    assert OPEN.refusal_of_url(url) is not None


def test_what_the_operator_permits_is_reached() -> None:
    reach = Reach.parse(["127.0.0.0/8", "localhost:8000", "[::1]", "10.0.0.7:80"], everywhere=False)
    for url in (
        "http://127.0.0.1:9/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::1]/",
        "http://10.0.0.7/",
    ):
        assert reach.refusal_of_url(url) is None, url
    assert reach.refusal_of_url("http://10.0.0.8/") is not None
    assert reach.names_host("LOCALHOST.")
    assert reach.names_host("127.9.9.9")
    assert not reach.names_host("example.org")
    assert reach.refusal_of_address("localhost", ipaddress.ip_address("192.168.0.1")) is None


def test_without_a_contact_nothing_outside_the_permitted_hosts_is_reached() -> None:
    reach = Reach.parse(["127.0.0.0/8"], everywhere=False)
    refusal = reach.refusal_of_url("http://8.8.8.8/")
    assert refusal is not None
    assert "no contact" in refusal


@pytest.mark.parametrize("value", ["", "http://127.0.0.1/", "127.0.0.0/99", "a b", "*"])
def test_a_wrong_permission_is_named(value: str) -> None:
    with pytest.raises(ConfigurationError, match="--allow-host"):
        Reach.parse([value], everywhere=True)


class _Names:
    """Stands in for the operating system's resolver."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **answers: str) -> None:
        self.asked: list[str] = []
        self.answers = answers
        monkeypatch.setattr("twisted.internet.base.ThreadedResolver.getHostByName", self._ask)
        monkeypatch.setattr(socket, "gethostbyname", self._never)

    def _ask(self, name: str, timeout: object = ()) -> defer.Deferred[str]:
        self.asked.append(name)
        return defer.succeed(self.answers[name.split(".")[0]])

    def _never(self, name: str) -> str:
        raise AssertionError(f"asked the network for {name}")


def _resolver(**settings: object) -> ReachResolver:
    class _Process:
        pass

    process = _Process()
    process.settings = Settings({"HARVESTER_CONTACT": "someone@example.org", **settings})  # type: ignore[attr-defined]
    return ReachResolver.from_crawler(process, None)  # type: ignore[arg-type]


def _answer(resolver: ReachResolver, name: str) -> object:
    got: list[object] = []
    resolver.getHostByName(name).addBoth(got.append)
    return got[0]


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    dnscache.clear()


def test_a_name_that_resolves_inside_is_refused_at_the_resolver_and_on_cache_hits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = _Names(monkeypatch, evil="127.0.0.2", good="93.184.216.34")
    resolver = _resolver()
    for _ in range(3):
        failure = _answer(resolver, "evil.example")
        assert failure.check(AddressRefused)  # type: ignore[attr-defined]
        assert "evil.example (127.0.0.2)" in failure.value.reason  # type: ignore[attr-defined]
    assert _answer(resolver, "good.example") == "93.184.216.34"
    assert _answer(resolver, "good.example") == "93.184.216.34"
    assert names.asked.count("good.example") == 1


def test_an_answer_planted_in_the_cache_is_still_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    _Names(monkeypatch)
    dnscache["rebound.example"] = "10.0.0.1"
    assert _answer(_resolver(), "rebound.example").check(AddressRefused)  # type: ignore[attr-defined]


def test_a_name_that_flips_is_refused_each_time_it_points_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    names = _Names(monkeypatch, flip="93.184.216.34")
    resolver = _resolver(DNSCACHE_ENABLED=False)
    reached_inside = 0
    for turn in range(100):
        names.answers["flip"] = "127.0.0.2" if turn % 2 else "93.184.216.34"
        dnscache.clear()
        reached_inside += _answer(resolver, "flip.example") == "127.0.0.2"
    assert reached_inside == 0


def test_literals_are_never_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    names = _Names(monkeypatch)
    assert _answer(_resolver(), "2130706433").check(AddressRefused)  # type: ignore[attr-defined]
    assert _answer(_resolver(HARVESTER_ALLOW_HOSTS=["127.0.0.0/8"]), "127.2") == "127.0.0.2"
    assert names.asked == []


def test_public_means_public_all_the_way_down() -> None:
    assert is_public(ipaddress.ip_address("::ffff:8.8.8.8"))
    assert not is_public(ipaddress.ip_address("::ffff:10.0.0.1"))
