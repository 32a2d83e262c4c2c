"""Configuration: one TOML file, the environment, the command line; every value knows where it came from.

Unknown keys are refused by name. Addresses that let anyone write to people (`notify`) are secrets:
they are kept in `SecretStr`, and no message of ours repeats them.
"""

from __future__ import annotations

import json
import math
import re
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    Secret,
    SecretStr,
    ValidationError,
)

from harvester.config_file import find_config, read_toml
from harvester.errors import ConfigurationError
from harvester.stores.address import plain_url
from harvester.stores.settings import secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic_core import ErrorDetails

DEFAULT = "default"
PREFIX = "HARVESTER_"
# Variables of ours that are no keys of the configuration.
OTHER_VARIABLES = frozenset({"HARVESTER_CONFIG", "HARVESTER_DEBUG"})

# Where an option's name is not the key's.
OPTIONS = {"crawl.allow_hosts": "--allow-host", "desk.names": "--name"}


def _number(value: object) -> object:
    """TOML knows true and inf; neither is a number of anything here."""
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError("must be a number")
    return value


Count = Annotated[int, BeforeValidator(_number), Field(ge=0)]
AtLeastOne = Annotated[int, BeforeValidator(_number), Field(ge=1)]
Amount = Annotated[float, BeforeValidator(_number), Field(ge=0)]
Share = Annotated[float, BeforeValidator(_number), Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True
    )


class CrawlSection(_Strict):
    """How sites are asked; the options of `harvester crawl`."""

    delay: Amount = 2.0  # seconds between two requests to one host
    processes: AtLeastOne = 1
    concurrency: AtLeastOne | None = None  # sources at once; None: all
    max_pages: AtLeastOne | None = None
    allow_hosts: tuple[Text, ...] = ()
    readers: AtLeastOne = 2  # reading workers beside the crawl


class NightlySection(_Strict):
    """What `harvester nightly` does beside the crawl, and where its limits are."""

    withdraw_after: AtLeastOne = 3  # healthy nights without a document
    withheld_share: Share = 0.05  # of all documents: more withheld, and the gate refuses (exit 5)
    withheld_floor: Count = 10  # fewer than this never close the gate
    backups: AtLeastOne = 14
    verify_parts: AtLeastOne = 30  # a night checks one part
    min_free_gb: Amount = 2.0
    retries: Count = 2
    retry_minutes: tuple[Amount, ...] = (15, 60)  # after the first failure, the second, …
    hours: Annotated[float, BeforeValidator(_number), Field(gt=0, le=72)] = 8.0
    alarm_after: AtLeastOne = 3  # nights in trouble


class NotifySection(_Strict):
    """Whom to tell. The addresses are secrets."""

    urls: tuple[SecretStr, ...] = ()  # as apprise takes them
    when: Literal["news", "always", "trouble"] = "news"
    ping: SecretStr | None = None  # dead-man switch, asked after every night


class FeedSection(_Strict):
    """The Atom feed of new finds."""

    title: Text | None = None
    link: Annotated[str, Field(pattern=r"^https?://[^\s]+$")] | None = None


class PublishSection(_Strict):
    """What a publication says of itself (docs/publishing.md)."""

    title: Text | None = None
    publisher: Text | None = None  # whom to cite
    homepage: Annotated[str, Field(pattern=r"^https?://[^\s]+$")] | None = None  # where the folder is served
    licence: Annotated[str, Field(pattern=r"^https?://[^\s]+$")] | None = None  # of the metadata
    email: Annotated[str, Field(pattern=r"^[^\s@<>]+@[^\s@<>]+$")] | None = None


class DeskSection(_Strict):
    """How the desk is served; the options of `harvester desk` (docs/access.md)."""

    host: Text = "127.0.0.1"
    port: Annotated[int, BeforeValidator(_number), Field(ge=0, le=65535)] = 8090
    names: tuple[Text, ...] = ()  # host names by which people reach it
    behind_https: bool = False
    proxy: Text = "127.0.0.1"  # whose word on who asks is taken, behind https


class StoreSection(_Strict):
    """Where files are kept, when not in the data directory (docs/storage.md)."""

    url: Annotated[str, AfterValidator(plain_url)] | None = None
    options: Secret[dict[str, Any]] = Secret({})  # as the file system of fsspec takes them
    cache_gb: Amount = 2.0  # copies at hand


class MetricsSection(_Strict):
    """Figures for Prometheus' textfile collector."""

    file: Path | None = None


class Config(_Strict):
    """All of the configuration; `origin("crawl.delay")` says where a value came from."""

    contact: Text | None = None
    data: Path = Path("data")
    sources: Path | None = None
    chromium: Text | None = None  # the browser for sources with `render: true`
    crawl: CrawlSection = CrawlSection()
    nightly: NightlySection = NightlySection()
    notify: NotifySection = NotifySection()
    feed: FeedSection = FeedSection()
    publish: PublishSection = PublishSection()
    desk: DeskSection = DeskSection()
    store: StoreSection = StoreSection()
    metrics: MetricsSection = MetricsSection()

    _origins: dict[str, str] = PrivateAttr(default_factory=dict)
    _file: Path | None = PrivateAttr(default=None)

    @property
    def file(self) -> Path | None:
        """The configuration file that was read."""
        return self._file

    def origin(self, key: str) -> str:
        """Where a value came from: a file, a variable, an option, or "default"."""
        return self._origins.get(key, DEFAULT)

    def values(self) -> Iterator[tuple[str, Any]]:
        """Every key with its value, top level first."""
        for name, _ in _leaves():
            yield name, _get(self, name)

    def with_options(self, given: Mapping[str, Any]) -> Config:
        """This configuration with what the command line said on top; None and () say nothing.

        Raises:
            ConfigurationError: a value makes no sense.
        """
        said = {key: value for key, value in given.items() if value is not None and value != ()}
        if not said:
            return self
        values = self.model_dump(exclude_unset=True)
        origins = dict(self._origins)
        for key, value in said.items():
            _put(values, key, value)
            origins[key] = f"option {OPTIONS.get(key, '--' + key.rpartition('.')[2].replace('_', '-'))}"
        return _checked(values, origins, self._file)

    def secrets(self) -> tuple[str, ...]:
        """What must never be shown, logged or reported."""
        hidden = (*self.notify.urls, *((self.notify.ping,) if self.notify.ping else ()))
        options = secrets_in(self.store.options.get_secret_value())
        return (*(one.get_secret_value() for one in hidden), *options)


def load_config(path: Path | None, environ: Mapping[str, str]) -> Config:
    """The configuration of file and environment; the environment wins.

    Args:
        path: the file named on the command line, if any.
        environ: the environment.

    Raises:
        ConfigurationError: a file that cannot be read, a key that is not known, a value that makes no
            sense; the text names file or variable, and key.
    """
    file = find_config(path, environ)
    values: dict[str, Any] = read_toml(file) if file else {}
    origins = dict.fromkeys(_keys_in(values), f"file {file}")
    if file:
        _from_its_folder(values, file.absolute().parent)
    for variable, key in _variables(environ):
        if _refused_section(values, key):
            continue  # the check below names it
        _put(values, key, _from_text(key, environ[variable]))
        origins[key] = f"environment {variable}"
    return _checked(values, origins, file)


# ---------------------------------------------------------------- keys


def _leaves() -> Iterator[tuple[str, Any]]:
    """Every key with its annotation, as written in the file: `contact`, `crawl.delay`."""
    for name, field in Config.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, _Strict):
            for key, inner in field.annotation.model_fields.items():
                yield f"{name}.{key}", inner.annotation
        else:
            yield name, field.annotation


def _get(config: Config, key: str) -> Any:
    value: Any = config
    for name in key.split("."):
        value = getattr(value, name)
    return value


def _put(values: dict[str, Any], key: str, value: Any) -> None:
    section, _, name = key.rpartition(".")
    (values.setdefault(section, {}) if section else values)[name] = value


def _keys_in(values: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from (f"{name}.{key}" for key in value)
        else:
            yield name


def _refused_section(values: Mapping[str, Any], key: str) -> bool:
    section = key.rpartition(".")[0]
    return bool(section) and not isinstance(values.get(section, {}), dict)


def _from_its_folder(values: dict[str, Any], folder: Path) -> None:
    """Paths in a file are meant from where the file lies, wherever the command is called."""
    metrics = values.get("metrics")
    for table, key in ((values, "data"), (values, "sources"), (metrics, "file")):
        if isinstance(table, dict) and isinstance(table.get(key), str) and table[key]:
            table[key] = str(folder / Path(table[key]).expanduser())


# ---------------------------------------------------------------- environment


def variable_of(key: str) -> str:
    """The variable that sets a key: HARVESTER_CONTACT, HARVESTER_CRAWL_DELAY."""
    return PREFIX + key.replace(".", "_").upper()


def _variables(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Variables that set a key; one that nearly does is refused, an empty one says nothing."""
    known = {variable_of(key): key for key, _ in _leaves()}
    sections = tuple(PREFIX + name.upper() + "_" for name in Config.model_fields)
    for name in sorted(environ):
        if name in known:
            if environ[name].strip():
                yield name, known[name]
        elif name.startswith(PREFIX) and name not in OTHER_VARIABLES:
            near = get_close_matches(name, [*known, *OTHER_VARIABLES], n=1, cutoff=0.85)
            if near or name.startswith(sections):
                hint = f"; did you mean {near[0]}?" if near else ""
                raise ConfigurationError(f"environment: {name} sets no key of the configuration{hint}")


def _from_text(key: str, text: str) -> Any:
    """A variable's text as the file would have it; lists are JSON, or parted by commas or blanks."""
    if key == "store.options":
        try:
            return json.loads(text)
        except ValueError:
            raise ConfigurationError(f"environment: {variable_of(key)} is no JSON object") from None
    if "tuple" not in str(dict(_leaves())[key]):
        return text
    if text.lstrip().startswith("["):
        try:
            return json.loads(text)
        except ValueError as error:
            raise ConfigurationError(f"environment: {variable_of(key)} is no JSON list") from error
    if key == "notify.urls":  # an address may hold commas
        return re.split(r"[\s,]+(?=[A-Za-z][A-Za-z0-9+.-]*://)", text.strip())
    return [part for part in re.split(r"[\s,]+", text) if part]


# ---------------------------------------------------------------- checking


def _checked(values: dict[str, Any], origins: dict[str, str], file: Path | None) -> Config:
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        lines = [_in_plain_words(one, origins, file) for one in error.errors()[:5]]
        raise ConfigurationError("; ".join(lines)) from None  # pydantic's own text may hold secrets
    config._origins.update({key: where for key, where in origins.items() if where != DEFAULT})
    config._file = file
    return config


def _in_plain_words(error: ErrorDetails, origins: Mapping[str, str], file: Path | None) -> str:
    """One of pydantic's errors as "where: key: what is wrong"; values are never repeated."""
    path = [str(part) for part in error["loc"]]
    key = ".".join(path[:2] if path[0] in _sections() else path[:1])
    where = origins.get(key) or (f"file {file}" if file else "configuration")
    if error["type"] == "extra_forbidden":
        near = get_close_matches(path[-1], _known_at(path[:-1]), n=1, cutoff=0.6)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"{where}: unknown key {key!r}{hint}"
    words = error["msg"].removeprefix("Value error, ")
    plain = {
        "model_type": "must be a table ([section])",
        "tuple_type": "must be a list",
        "dict_type": "must be a table",
        "string_type": "must be text",
        "string_too_short": "must not be empty",
        "string_pattern_mismatch": "is not of the right form",
    }
    return f"{where}: {key}: {plain.get(error['type'], words[:1].lower() + words[1:])}"


def _sections() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, _ in _leaves():
        section, _, name = key.rpartition(".")
        if section:
            found.setdefault(section, []).append(name)
    return {section: tuple(names) for section, names in found.items()}


def _known_at(path: list[str]) -> tuple[str, ...]:
    return _sections().get(path[0], ()) if path else tuple(Config.model_fields)
