"""What the command line, the environment and the configuration file say, for commands that ask.

Options may stand before or after the command, so what was given is kept in the context's `meta`, which
all levels share. The configuration is read when it is needed and not before: looking at the catalogue
with `--data` needs none, and `--help` works beside a file that is wrong.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.config_file import find_config
from harvester.paths import DataDirectory
from harvester.stores.settings import use_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harvester.config import Config

_FILE, _DATA, _CONFIG = "harvester.config_file", "harvester.data", "harvester.config"


def configured(given: Mapping[str, Any] | None = None) -> Config:
    """The configuration of this call, with these options of the command line on top.

    Args:
        given: values by key (`crawl.delay`); None and () were not given.

    Raises:
        ConfigurationError: file, environment or an option make no sense.
    """
    meta = click.get_current_context().meta
    if _CONFIG not in meta:
        from harvester.config import load_config

        meta[_CONFIG] = load_config(meta.get(_FILE), os.environ)
    config: Config = meta[_CONFIG]
    return config.with_options({"data": meta.get(_DATA), **(given or {})})


def given_data(ctx: click.Context) -> Path | None:
    """The data directory that was named on the command line or in HARVESTER_DATA."""
    named: Path | None = ctx.meta.get(_DATA)
    variable = os.environ.get("HARVESTER_DATA")
    return named or (Path(variable) if variable else None)


def given_file(ctx: click.Context) -> Path | None:
    """The configuration file that was named on the command line."""
    named: Path | None = ctx.meta.get(_FILE)
    return named


def _something_configured(ctx: click.Context, variable: str) -> bool:
    """Whether reading the configuration could tell more than the default."""
    return bool(os.environ.get(variable)) or find_config(given_file(ctx), os.environ) is not None


def _take_file(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.meta[_FILE] = value
    use_file(ctx.meta.get(_FILE))


def _take_data(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.meta[_DATA] = value


def _find_data(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    """Settle where the harvest lives; `--config`, where given, was taken before."""
    _take_data(ctx, param, value)
    found = given_data(ctx)
    if found is None and isinstance(ctx.find_root().obj, DataDirectory):
        return  # whoever called the command said where
    if found is None:
        found = configured().data if find_config(given_file(ctx), os.environ) else Path("data")
    ctx.obj = DataDirectory(found)


def _find_sources(ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    if value is None and _something_configured(ctx, "HARVESTER_SOURCES"):
        return configured().sources
    return value


sources_option = click.option(
    "--sources",
    "sources_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    callback=_find_sources,
    metavar="DIR",
    help="Declarations to use instead of those that ship with harvester (env HARVESTER_SOURCES).",
)

replay_option = click.option(
    "--replay",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="WARC",
    help="Answer every request from this web archive instead of the network (repeatable).",
)
allow_host_option = click.option(
    "--allow-host",
    "allow_hosts",
    multiple=True,
    metavar="HOST_OR_CIDR",
    help="Permit a private or loopback target (repeatable), e.g. 127.0.0.0/8.",
)
delay_option = click.option(
    "--delay",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Least time between two requests to one host (default: 2).",
)
dask_option = click.option(
    "--dask",
    is_flag=False,
    flag_value="local",
    metavar="[ADDRESS]",
    help="Work on Dask workers: of this machine, one a core or as many as `crawl.processes` says, or of the "
    "scheduler at ADDRESS.",
)
codings_option = click.option(
    "--no-codings",
    "codings",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Leave suggestions for codings to `harvester codings`.",
)


def config_option(*, leaf: bool) -> click.Option:
    """`--config` of the group, or of each command."""
    also = "also before the command; " if leaf else ""
    return click.Option(
        ["--config"],
        type=click.Path(dir_okay=False, path_type=Path),
        callback=_take_file,
        expose_value=False,
        is_eager=True,
        metavar="FILE",
        help=f"Configuration file ({also}env HARVESTER_CONFIG; default: ./harvester.toml).",
    )


def data_option(*, leaf: bool, finds: bool = True) -> click.Option:
    """`--data` of the group, or of each command, where it settles the directory unless `finds` says no."""
    also = "also before the command; " if leaf else ""
    callback: Callable[..., None] = _find_data if leaf and finds else _take_data
    return click.Option(
        ["--data"],
        type=click.Path(file_okay=False, path_type=Path),
        callback=callback,
        expose_value=False,
        is_eager=True,
        metavar="DIR",
        help=f"Where the harvest lives ({also}env HARVESTER_DATA; default: data).",
    )
