"""Text from outside on its way to a terminal, and other small things that listings share."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

# Invisible characters that a title page may hold in good faith: they separate, so a space will do.
_SPACES = {"\t", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"}
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def safe(value: object) -> str:
    """A value as one line that cannot steer a terminal: no control, direction or private characters."""
    if value is None:
        return ""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text
    kept = (
        " " if char in _SPACES else "" if unicodedata.category(char) in _HIDDEN else char for char in text
    )
    return "".join(kept)


def text(value: object, style: str = "") -> Text:
    """A value as rich text; nothing in it is taken for markup."""
    from rich.text import Text

    return Text(safe(value), style=style)


def hanging(line: Text, indent: int) -> Table:
    """A line whose continuations stand below its character number `indent`, not at the margin."""
    from rich.table import Table

    grid = Table.grid()
    grid.add_column(width=indent, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(line[:indent], line[indent:])
    return grid


def print_messages(console: Console, messages: Iterable[tuple[str, str]]) -> None:
    """Who says what, each below its name over the whole width; blank messages are left out."""
    from rich.padding import Padding

    told = [(name, message) for name, message in messages if message]
    if told:
        console.print()
    for name, message in told:
        console.print(text(f"{name}:", "bold"))
        console.print(Padding(text(message), (0, 0, 0, 2), expand=False))


def day(time: str | None) -> str:
    """The day of a time, "never" for none."""
    return time[:10] if time else "never"


def echo_json(value: object) -> None:
    """Print as JSON in ASCII, so that a terminal shows it and does nothing else with it."""
    click.echo(json.dumps(value, indent=2, default=_plain))


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def one_of(words: Iterable[str], metavar: str, meaning: str) -> dict[str, Any]:
    """Of an option that takes one of many words: its help names them all, and can be wrapped."""
    choices = [str(word) for word in words]
    return {
        "type": click.Choice(choices),
        "metavar": metavar,
        "help": f"{meaning}: {', '.join(choices)}.",
    }


def counted(number: int, noun: str) -> str:
    """ "1 document", "2 documents"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(words: Iterable[object], *, most: int = 8) -> str:
    """Words in a row, cut after some."""
    all_words = [safe(word) for word in words]
    rest = len(all_words) - most
    return ", ".join(all_words[:most]) + (f" and {rest} more" if rest > 0 else "")
