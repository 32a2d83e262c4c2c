"""What `harvester runs` says of a run's account: values, what is withheld, what is broken, alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.cli.plain import counted, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from harvester.accounts import RunAccount, SourceAccount
    from harvester.paths import DataDirectory

_KINDS = ("gained", "lost", "withheld")


def print_account(account: RunAccount, data: DataDirectory) -> None:
    """What the account of a run adds to its table and its documents."""
    from rich.console import Console

    console = Console(highlight=False)
    for source in account.sources:
        for style, line in _lines(source, data):
            console.print(text(line, style))
    print_values(values_between([account]))
    if account.documents_withheld:
        console.print()
        withheld = f"{counted(account.documents_withheld, 'document')} of {account.documents}"
        console.print(text(f"Withheld: losses of {withheld}; 'harvester approve' lists them.", "yellow"))


def _lines(source: SourceAccount, data: DataDirectory) -> Iterator[tuple[str, str]]:
    if source.alarms or source.withheld:
        yield "", ""
    for alarm in source.alarms:
        yield "bold red", f"Alarm: {source.source}: {alarm.message}, since {alarm.since[:10]}"
        if alarm.picture:
            yield "dim", f"  what changed: {data.root / alarm.picture}"
    if source.withheld:
        yield "yellow", f"{source.source}: {counted(source.withheld, 'withdrawal')} withheld"
    for one in [one for one in source.news if one.what == "withdrawn" and one.reason]:
        yield "dim", f"  {one.document_id}  withdrawn: {one.reason}"


def values_between(accounts: Sequence[RunAccount]) -> dict[str, dict[str, dict[str, int]]]:
    """Values that runs gained, lost and withheld, by source and field; sources without any are left out."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for source in (one for account in accounts for one in account.sources):
        for kind in _KINDS:
            counts: Mapping[str, int] = getattr(source, f"values_{kind}")
            for field, number in counts.items():
                of_kind = found.setdefault(source.source, {}).setdefault(kind, {})
                of_kind[field] = of_kind.get(field, 0) + number
    return dict(sorted(found.items()))


def print_values(values: Mapping[str, Mapping[str, Mapping[str, int]]]) -> None:
    """Values gained and lost, one line a source."""
    from rich.console import Console

    if not values:
        return
    console = Console(highlight=False)
    console.print()
    console.print(text("Values of documents known before:", "bold"))
    for source, kinds in values.items():
        console.print(text(f"  {source}: {'; '.join(_said(kinds))}"))


def _said(kinds: Mapping[str, Any]) -> Iterable[str]:
    for kind in _KINDS:
        fields = kinds.get(kind, {})
        if fields:
            named = ", ".join(f"{field} {number}" for field, number in sorted(fields.items()))
            yield f"{sum(fields.values())} {kind} ({named})"
