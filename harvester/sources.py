"""Source declarations: one YAML file per publisher's site, validated strictly (docs/adding-a-source.md)."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from harvester.declarations import declaration_files, read_mapping
from harvester.errors import DeclarationError
from harvester.records import SourceInfo
from harvester.schedule import parse_every
from harvester.urls import host_of, site_root
from harvester.vocabulary import Nation, SourceKind, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from pydantic_core import ErrorDetails

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PARTIAL_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
BESPOKE = "bespoke"

_PLAIN_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a key of a declaration",
    "string_type": "must be text",
    "tuple_type": "must be a list",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "date_from_datetime_parsing": "must be a date such as 2026-11-23",
    "date_type": "must be a date such as 2026-11-23",
    "date_parsing": "must be a date such as 2026-11-23",
}


class _Strict(BaseModel):
    """Unknown keys are refused; nothing changes after loading."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _partial_date(value: object) -> object:
    """YAML reads 2019 as a number and 2019-09-29 as a date; a name's years may be either."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        raise ValueError("must be a year or a date")
    text = str(value)
    if value is not None and not PARTIAL_DATE.fullmatch(text):
        raise ValueError("must be a year (2019) or a date (2019-09-29)")
    return value


def _address(value: object) -> object:
    """Accept absolute http(s) addresses only, without a user name in them."""
    if not isinstance(value, str):
        raise ValueError("must be an address such as https://www.example.org/")
    text = value.strip()
    if not re.fullmatch(r"https?://[^\s/?#]+(?:[/?#]\S*)?", text, re.IGNORECASE) or host_of(text) == "":
        raise ValueError(f"is not an absolute http or https address: {text[:100]!r}")
    if "@" in text.split("/")[2]:
        raise ValueError("must not carry a user name")
    return text


def _host_name(value: object) -> object:
    """Accept a bare host name, with a port perhaps."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9._:\[\]-]+", value):
        raise ValueError(f"must be bare host names, not {str(value)[:100]!r}")
    return value.lower()


def _interval(value: object) -> object:
    """Accept how often a source is crawled: hours or days, such as 12h or 7d."""
    parse_every(str(value))
    return str(value).replace(" ", "")


When = Annotated[int | str | None, BeforeValidator(_partial_date)]
Address = Annotated[str, BeforeValidator(_address)]
HostName = Annotated[str, BeforeValidator(_host_name)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class Alias(_Strict):
    """Another or former name of the publisher, with the time it was used where known."""

    name: str = Field(min_length=1)
    since: When = None
    until: When = None


class CountRange(_Strict):
    """How many documents a good run lists."""

    min: Count | None = None
    max: Count | None = None

    @model_validator(mode="after")
    def _ordered(self) -> CountRange:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} is more than max {self.max}")
        return self


class LeastShare(_Strict):
    """The least share (0 to 1) of documents of which something holds."""

    min: Share


class Expectations(_Strict):
    """What a good run looks like; `documents.min` broken makes a run suspect."""

    documents: CountRange = CountRange()
    dated_share: LeastShare | None = None
    pdf_share: LeastShare | None = None
    newest_within_days: Annotated[int, Field(gt=0)] | None = None


class ArchivedCaptures(_Strict):
    """Where a web archive holds captures of a site: its CDX index, or WARC files at hand."""

    cdx: Address | None = None  # a CDX API (Wayback or pywb dialect)
    warc: str | None = Field(default=None, min_length=1)  # a file or folder, see docs/vanished-boards.md
    replay: Address | None = None  # before "<timestamp>id_/<address>"; known for well-known archives
    hosts: tuple[HostName, ...] = ()  # hosts answered from here; none named: those of a closed site
    name: str | None = None  # how the archive is called in the provenance

    @model_validator(mode="after")
    def _one_place(self) -> ArchivedCaptures:
        if (self.cdx is None) == (self.warc is None):
            raise ValueError("names either a cdx address or a warc file, one of the two")
        if self.replay and not self.cdx:
            raise ValueError("replay belongs to a cdx address")
        return self


class Permission(_Strict):
    """A written permission of the publisher, noted for people; it changes nothing by itself."""

    by: str = Field(min_length=1)
    date: dt.date
    covers: str = Field(min_length=1)


def _blank(value: object) -> object:
    """`homepage:` and `homepage: ""` both say that none is known."""
    return None if value == "" else value


def _alias(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class Declaration(_Strict):
    """One source as declared in `spiders/sources/<slug>.yaml`."""

    slug: str
    title: str = Field(min_length=1)
    nation: Nation
    kind: SourceKind = SourceKind.PARTNERSHIP
    authorities: tuple[str, ...] = ()
    aliases: tuple[Annotated[Alias, BeforeValidator(_alias)], ...] = ()
    homepage: Annotated[Address | None, BeforeValidator(_blank)] = None
    start: tuple[Address, ...] = ()
    hosts: tuple[HostName, ...] = ()
    platform: str = "generic"
    render: bool = False  # let a browser run the scripts of its pages (docs/adding-a-source.md)
    archives: tuple[ArchivedCaptures, ...] = ()
    successors: tuple[str, ...] = ()  # of a closed body: slugs of those that followed it
    status: SourceStatus = SourceStatus.LIVE
    every: Annotated[str, BeforeValidator(_interval)] = "1d"  # how often a night takes it
    expect: Expectations = Expectations()
    permission: Permission | None = None
    note: str | None = None
    checked: dt.date | None = None

    @field_validator("slug")
    @classmethod
    def _slug(cls, value: str) -> str:
        if not SLUG.fullmatch(value):
            raise ValueError("must be lower-case letters, digits and single hyphens")
        return value

    @field_validator("platform")
    @classmethod
    def _platform(cls, value: str) -> str:
        known = platforms()
        if value not in known:
            raise ValueError(f"no such platform: {value[:60]!r}{suggest(value, known)}")
        return value

    @model_validator(mode="after")
    def _reachable(self) -> Declaration:
        if self.homepage is None and self.status is SourceStatus.LIVE:
            raise ValueError(
                "homepage: is missing (only a paused source, or one that is gone, may do without; "
                "never invent an address)"
            )
        return self

    @property
    def entrances(self) -> tuple[str, ...]:
        """Start pages, then the homepage where one is known."""
        return (*self.start, *((self.homepage,) if self.homepage else ()))

    @property
    def home(self) -> str:
        """The homepage, else the site of the first start page; "" when no address is known."""
        return self.homepage or (site_root(self.start[0]) if self.start else "")

    def info(self) -> SourceInfo:
        """What later steps need to know about this source."""
        return SourceInfo(
            slug=self.slug,
            title=self.title,
            nation=self.nation,
            kind=self.kind,
            aliases=tuple(alias.name for alias in self.aliases),
            authorities=self.authorities,
            homepage=self.homepage,
            successors=self.successors,
        )

    def to_json(self) -> dict[str, Any]:
        """The declaration as a JSON object: every key of the contract, names as declared."""
        values = self.model_dump(mode="json", exclude_none=True)
        values["homepage"] = self.homepage or ""
        values["checked"] = self.checked.isoformat() if self.checked else None
        return values


@cache
def platforms() -> tuple[str, ...]:
    """Names that `platform` may have: the modules of spiders/platforms, and "bespoke"."""
    from importlib.resources import files

    # By name: the harvester package does not import the spiders.
    modules = files("spiders").joinpath("platforms").iterdir()
    names = (module.name.removesuffix(".py") for module in modules if module.name.endswith(".py"))
    return (*sorted(name for name in names if not name.startswith("_")), BESPOKE)


def load_declaration(path: Path) -> Declaration:
    """Read and validate one declaration.

    Raises:
        DeclarationError: unreadable, not YAML, or invalid; the text names file and key.
    """
    values = read_mapping(path)
    try:
        declaration = Declaration.model_validate(values)
    except ValidationError as error:
        details = "; ".join(_in_plain_words(one) for one in error.errors()[:5])
        raise DeclarationError(f"{path}: {details}") from error
    if declaration.slug != path.stem:
        raise DeclarationError(
            f"{path}: slug: {declaration.slug!r} must be the same as the file name ({path.name!r})"
        )
    return declaration


def load_declarations(directory: Path | None = None) -> dict[str, Declaration]:
    """All declarations of a directory, or the shipped ones, by slug in alphabetical order.

    Raises:
        DeclarationError: the directory is missing or empty, or files are invalid (one line each).
    """
    declarations: dict[str, Declaration] = {}
    errors: list[str] = []
    for path in declaration_files(directory):
        try:
            declaration = load_declaration(path)
        except DeclarationError as error:
            errors.append(str(error))
        else:
            declarations[declaration.slug] = declaration
    if errors:
        raise DeclarationError("\n".join(errors))
    return declarations


def _in_plain_words(error: ErrorDetails) -> str:
    """One pydantic error as "key: what is wrong; did you mean …"."""
    # The parts in brackets are pydantic's names for branches of a union, not keys of the file.
    path = [part for part in error["loc"] if not (isinstance(part, str) and "[" in part)]
    key = ".".join(str(part) for part in path) or "(whole file)"
    kind = error["type"]
    words = _PLAIN_WORDS.get(kind) or error["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        words = f"unknown key {path[-1]!r}{suggest(str(path[-1]), _keys_at(path[:-1]))}"
    elif kind == "enum":
        given = str(error["input"])[:60]
        allowed = str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        words = f"{given!r} is not one of {allowed}{suggest(given, allowed.split(', '))}"
    return f"{key}: {words}"


def _keys_at(path: list[int | str]) -> tuple[str, ...]:
    """The keys known at a place of a declaration, for suggestions."""
    places: dict[str, type[BaseModel]] = {
        "": Declaration,
        "aliases": Alias,
        "expect": Expectations,
        "expect.documents": CountRange,
        "expect.dated_share": LeastShare,
        "expect.pdf_share": LeastShare,
        "permission": Permission,
        "archives": ArchivedCaptures,
    }
    model = places.get(".".join(part for part in path if isinstance(part, str)), Declaration)
    return tuple(model.model_fields)


def suggest(word: str, known: Collection[str]) -> str:
    """ "; did you mean …?" for a word that is nearly a known one, else nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""
