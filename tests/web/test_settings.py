from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings, default_settings

from harvester.errors import ConfigurationError
from harvester.web import settings
from harvester.web.options import CrawlOptions


def options(**values: object) -> CrawlOptions:
    return CrawlOptions(**{"data": Path("data"), **values})  # type: ignore[arg-type]


def test_every_scrapy_setting_we_set_exists() -> None:
    own = {name for name in vars(settings) if name.isupper() and not name.startswith(("HARVESTER_", "_"))}
    unknown = {name for name in own if not hasattr(default_settings, name)} - {"TYPE_CHECKING"}
    assert unknown == set()


def test_what_must_be_off_is_off() -> None:
    values = Settings(settings.for_run(options(contact="a@b.example")))
    for name in (
        "COOKIES_ENABLED",
        "REFERER_ENABLED",
        "TELNETCONSOLE_ENABLED",
        "REMOTE_CONTROL_ENABLED",
        "HTTPPROXY_ENABLED",
    ):
        assert not values.getbool(name), name
    for name in ("ROBOTSTXT_OBEY", "DOWNLOAD_VERIFY_CERTIFICATES", "DOWNLOAD_FAIL_ON_DATALOSS"):
        assert values.getbool(name), name
    handlers = values.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler is not None} == {"http", "https"}
    assert values.getint("REDIRECT_MAX_TIMES") == 5
    assert not values.getint("CONCURRENT_REQUESTS_PER_IP")


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        ({}, True),
        ({"contact": "a@b.example"}, True),
        ({"replay": (Path("a.warc.gz"),)}, False),
        ({"allow_hosts": ("127.0.0.0/8",)}, False),
        ({"allow_hosts": ("127.0.0.0/8",), "hosts": ("127.0.0.1", "127.9.9.9")}, False),
        ({"allow_hosts": ("127.0.0.0/8",), "hosts": ("127.0.0.1", "a.example")}, True),
        ({"allow_hosts": ("a.example",), "hosts": ("a.example",)}, False),
    ],
)
def test_a_contact_is_needed_when_anyone_can_be_reached(given: dict[str, object], needed: bool) -> None:
    hosts = given.pop("hosts", ())
    assert settings.contact_needed(options(**given), hosts) is needed  # type: ignore[arg-type]


def test_the_user_agent_says_who_asks_and_cannot_carry_a_second_header() -> None:
    assert settings.user_agent("library@example.org").endswith("(+library@example.org)")
    assert settings.user_agent(None).startswith("harvester/")
    hostile = settings.user_agent("a@b.example\r\nX-Evil: 1)")
    assert "\r" not in hostile
    assert "\n" not in hostile


def test_the_values_of_a_run_reach_the_engine() -> None:
    values = settings.for_run(
        options(
            run_id=7,
            delay=0,
            max_pages=5,
            allow_hosts=("127.0.0.1",),
            sources_dir=Path("s"),
            contact="x@y.example",
        )
    )
    assert values["HARVESTER_RUN_ID"] == 7
    assert values["HARVESTER_DELAY"] == 0
    assert values["HARVESTER_MAX_PAGES"] == 5
    assert values["HARVESTER_SOURCES"] == "s"
    assert values["CONCURRENT_REQUESTS"] == 8
    assert "x@y.example" in values["USER_AGENT"]
    assert "TYPE_CHECKING" not in values


def test_a_replay_has_no_handler_that_could_connect() -> None:
    values = settings.for_run(options(replay=(Path("a.warc.gz"),)))
    handlers = {handler for handler in values["DOWNLOAD_HANDLERS"].values() if handler}
    assert handlers == {"harvester.web.replay.ReplayHandler"}
    assert values["TWISTED_DNS_RESOLVER"].endswith("NoResolver")
    assert values["HARVESTER_DELAY"] == 0


def test_a_wrong_allow_host_ends_the_run_before_it_begins() -> None:
    with pytest.raises(ConfigurationError):
        settings.for_run(options(allow_hosts=("http://x/",)))
