"""Rules over the whole tree: who imports whom, how long things are, what every command has."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest

from harvester.cli import COMMANDS, cli

ROOT = Path(__file__).parent.parent
PACKAGES = ("harvester", "spiders", "pipelines")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    forbidden = {
        "harvester": {"spiders", "pipelines"},
        "spiders": {"pipelines"},
        "pipelines": {"spiders"},
    }[package]
    assert not imported(path) & forbidden


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 60
    ]
    assert not long


# Settings that no spider, source or pipeline may turn the other way.
CAREFUL = {"ROBOTSTXT_OBEY": "False", "DOWNLOAD_VERIFY_CERTIFICATES": "False", "COOKIES_ENABLED": "True"}


def test_nobody_switches_off_robots_or_tls() -> None:
    for path in MODULES:
        plain = re.sub(r"[\s\"']", "", path.read_text(encoding="utf-8"))
        for name, value in CAREFUL.items():
            assert not re.search(rf"{name}[:=]{value}", plain), f"{path}: {name}"


def test_the_settings_are_the_careful_ones() -> None:
    from harvester.web import settings

    assert settings.ROBOTSTXT_OBEY is True
    assert settings.DOWNLOAD_VERIFY_CERTIFICATES is True
    for off in ("COOKIES_ENABLED", "TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "HTTPPROXY_ENABLED"):
        assert getattr(settings, off) is False, off


def leaves(command: click.Command, words: tuple[str, ...]) -> list[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        return [leaf for name, sub in command.commands.items() for leaf in leaves(sub, (*words, name))]
    return [(" ".join(words), command)]


def all_commands() -> list[tuple[str, click.Command]]:
    context = click.Context(cli)
    found: list[tuple[str, click.Command]] = []
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        found += leaves(command, (name,))
    return found


@pytest.mark.parametrize(("name", "command"), all_commands(), ids=lambda v: v if isinstance(v, str) else "")
def test_every_command_has_help_and_docs(name: str, command: click.Command) -> None:
    assert command.help
    assert any("--data" in param.opts for param in command.params)
    docs = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    assert f"harvester {name}" in docs + (ROOT / "README.md").read_text(encoding="utf-8")


LISTING = {
    "sources list",
    "status",
    "runs list",
    "runs show",
    "runs diff",
    "find",
    "show",
    "evaluate",
    "reconcile",
    "users list",
}


@pytest.mark.parametrize("name", sorted(LISTING))
def test_listing_commands_speak_json(name: str) -> None:
    command = dict(all_commands())[name]
    assert any("--json" in param.opts for param in command.params)
