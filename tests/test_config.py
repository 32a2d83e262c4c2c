"""Configuration: who wins, what is refused and by which name, and that secrets stay secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.cli import run
from harvester.config import Config, load_config, variable_of
from harvester.errors import ConfigurationError

CANARY = "canary-0123456789"


@pytest.fixture(autouse=True)
def _nothing_else_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("HARVESTER_"):
            monkeypatch.delenv(name)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr("harvester.config_file.SYSTEM_FILE", tmp_path / "none.toml")


def write(folder: Path, text: str, name: str = "harvester.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_without_anything_the_defaults_hold() -> None:
    config = load_config(None, {})
    assert config == Config()
    assert (config.crawl.delay, config.nightly.withdraw_after, config.notify.when) == (2.0, 3, "news")
    assert {config.origin(key) for key, _ in config.values()} == {"default"}
    assert config.file is None


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    file = write(tmp_path, 'contact = "a@b.example"\n[crawl]\ndelay = 5\nprocesses = 2\n')
    config = load_config(file, {"HARVESTER_CRAWL_DELAY": "7", "HARVESTER_NIGHTLY_RETRY_MINUTES": "1, 2"})
    assert (config.contact, config.crawl.delay, config.crawl.processes) == ("a@b.example", 7.0, 2)
    assert config.nightly.retry_minutes == (1.0, 2.0)
    said = config.with_options({"crawl.delay": 0.0, "crawl.allow_hosts": ("x.example",), "sources": None})
    assert said.crawl.delay == 0
    assert [said.origin(key) for key in ("contact", "crawl.processes", "nightly.retry_minutes")] == [
        f"file {file}",
        f"file {file}",
        "environment HARVESTER_NIGHTLY_RETRY_MINUTES",
    ]
    assert (said.origin("crawl.delay"), said.origin("crawl.allow_hosts")) == (
        "option --delay",
        "option --allow-host",
    )
    assert config.crawl.delay == 7.0


def test_which_file_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = write(tmp_path, 'contact = "system@b.example"\n', "system.toml")
    monkeypatch.setattr("harvester.config_file.SYSTEM_FILE", system)
    assert load_config(None, {}).contact == "system@b.example"
    write(Path(), 'contact = "here@b.example"\n')
    assert load_config(None, {}).contact == "here@b.example"
    named = write(tmp_path, 'contact = "named@b.example"\n', "named.toml")
    assert load_config(None, {"HARVESTER_CONFIG": str(named)}).contact == "named@b.example"
    assert load_config(system, {"HARVESTER_CONFIG": str(named)}).contact == "system@b.example"


def test_paths_in_a_file_are_meant_from_where_it_lies(tmp_path: Path) -> None:
    file = write(tmp_path, 'data = "harvest"\nsources = "/srv/sources"\n[metrics]\nfile = "h.prom"\n')
    config = load_config(file, {})
    assert config.data == tmp_path / "harvest"
    assert config.sources == Path("/srv/sources")
    assert config.metrics.file == tmp_path / "h.prom"
    assert load_config(file, {"HARVESTER_DATA": "else"}).data == Path("else")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('conact = "x"', ("conact", "'contact'")),
        ("[crawl]\ndely = 1", ("crawl.dely", "'delay'")),
        ("[nigtly]\nhours = 1", ("nigtly", "'nightly'")),
        ("crawl = 1", ("crawl", "table")),
        ("[crawl]\ndelay = true", ("crawl.delay", "number")),
        ("[crawl]\ndelay = -1", ("crawl.delay", "0")),
        ("[nightly]\nhours = inf", ("nightly.hours", "number")),
        ("[nightly]\nwithheld_share = 5", ("nightly.withheld_share", "1")),
        ('[notify]\nwhen = "never"', ("notify.when", "trouble")),
        ('[feed]\nlink = "javascript:1"', ("feed.link", "form")),
        ('contact = ""', ("contact", "empty")),
        ("contact = ", ("no TOML", "line 1")),
    ],
)
def test_what_is_wrong_is_named_with_file_and_key(
    text: str, words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, text + "\n")
    assert run(["--config", str(file), "config", "show"]) == 4
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    for word in (str(file), *words):
        assert word in said.err


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("HARVESTER_CONTCT", "HARVESTER_CONTACT"),
        ("HARVESTER_CRAWL_DELY", "HARVESTER_CRAWL_DELAY"),
        ("HARVESTER_NIGHTLY_ZZZZ", "HARVESTER_NIGHTLY_ZZZZ"),
    ],
)
def test_a_misspelt_variable_is_refused_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(ConfigurationError, match=near) as caught:
        load_config(None, {name: "1"})
    assert name in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for more in (("sources", "list"), ("status",), ("config", "show")):
        assert run(["--config", str(tmp_path / "no.toml"), *more]) == 4
        assert "no.toml" in capsys.readouterr().err


def test_every_key_has_a_variable_and_takes_its_value_from_it() -> None:
    texts = {
        "contact": "a@b.example",
        "notify.urls": "mailto://u:p@x.example json://y.example/?a=1,2",
        "notify.when": "always",
        "feed.link": "https://x.example/",
        "publish.homepage": "https://x.example/",
        "publish.licence": "https://x.example/licence",
        "publish.email": "desk@x.example",
        "nightly.withheld_share": "0.5",
        "desk.behind_https": "yes",
        "store.url": "s3://reviews/files",
        "store.options": '{"key": "k"}',
    }
    keys = [key for key, _ in Config().values()]
    environ = {variable_of(key): texts.get(key, "3") for key in keys}
    config = load_config(None, environ)
    assert all(config.origin(key) == f"environment {variable_of(key)}" for key in keys)
    assert [one.get_secret_value() for one in config.notify.urls] == [
        "mailto://u:p@x.example",
        "json://y.example/?a=1,2",
    ]


def test_secrets_are_never_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(
        tmp_path, f'[notify]\nurls = ["mailto://u:{CANARY}@x.example"]\nping = "https://p.example/{CANARY}"\n'
    )
    assert run(["--config", str(file), "config", "show"]) == 0
    assert run(["config", "show", "--json", "--config", str(file)]) == 0
    said = capsys.readouterr()
    assert CANARY not in said.out + said.err
    assert "1 address, hidden" in said.out
    config = load_config(file, {})
    assert CANARY not in repr(config) + str(config) + config.model_dump_json()
    assert all(CANARY in secret for secret in config.secrets())
    assert len(config.secrets()) == 2
    options = f'endpoint_url = "http://e"\nclient = {{ secret = "{CANARY}" }}\n'
    table = f'[store]\nurl = "s3://x/y"\n[store.options]\n{options}'
    stored = write(tmp_path, table, "s.toml")
    assert run(["--config", str(stored), "config", "show"]) == 0
    assert run(["--config", str(stored), "config", "show", "--json"]) == 0
    said = capsys.readouterr()
    assert CANARY not in said.out + said.err
    assert "(client, endpoint_url: hidden)" in said.out
    assert load_config(stored, {}).secrets() == (CANARY,)
    wrong = write(tmp_path, f'[notify]\nurls = [["{CANARY}"]]\nping = 5\nwhen = "{CANARY}"\n', "w.toml")
    assert run(["--config", str(wrong), "config", "show"]) == 4
    said = capsys.readouterr()
    assert CANARY not in said.out + said.err


def test_the_show_is_json_with_origins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, "[crawl]\ndelay = 4\n")
    assert run(["--data", "elsewhere", "config", "show", "--json", "--config", str(file)]) == 0
    shown = json.loads(capsys.readouterr().out)
    rows = {row["key"]: (row["value"], row["origin"]) for row in shown["values"]}
    assert shown["file"] == str(file)
    assert rows["crawl.delay"] == (4.0, f"file {file}")
    assert rows["data"] == ("elsewhere", "option --data")
    assert rows["crawl.readers"] == (2, "default")


def test_commands_take_data_and_sources_from_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory

    Catalogue.open(DataDirectory(tmp_path / "harvest").catalogue).close()
    (tmp_path / "declared").mkdir()
    write(Path(), f'data = "{tmp_path}/harvest"\nsources = "{tmp_path}/declared"\n')
    assert run(["status"]) == 0
    assert run(["sources", "list"]) == 4
    assert str(tmp_path / "declared") in capsys.readouterr().err
    assert run(["--data", str(tmp_path / "other"), "status"]) == 2


def test_help_and_the_demo_work_beside_a_file_that_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path(), "nonsense = 1\n")
    for arguments in (["--help"], ["crawl", "--help"], ["config", "show", "--help"]):
        assert run(arguments) == 0
    assert run(["status"]) == 4


def test_scrapy_crawl_reads_the_same_configuration(tmp_path: Path) -> None:
    import subprocess
    import sys

    write(Path(), 'contact = "a@b.example"\ndata = "harvest"\n[crawl]\ndelay = 9\n')
    script = (
        "from scrapy.settings import Settings; s = Settings(); s.setmodule('harvester.web.scrapy_settings');"
        "print(s['HARVESTER_DATA'], s['HARVESTER_DELAY'], s['USER_AGENT'], s['ROBOTSTXT_OBEY'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    data, delay, *rest = done.stdout.split()
    assert (data, delay) == (str(Path().absolute() / "harvest"), "9.0")
    assert rest[-2:] == ["(+a@b.example)", "True"]
