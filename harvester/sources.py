"""Source declarations: one YAML file per publisher's site, validated strictly (docs/adding-a-source.md)."""

from __future__ import annotations

import datetime as dt
import difflib
import re
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
from harvester.urls import host_of
from harvester.vocabulary import Nation, SourceKind, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
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


When = Annotated[int | str | None, BeforeValidator(_partial_date)]
Address = Annotated[str, BeforeValidator(_address)]
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


class Permission(_Strict):
    """A written permission of the publisher, noted for people; it changes nothing by itself."""

    by: str = Field(min_length=1)
    date: dt.date
    covers: str = Field(min_length=1)


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
    homepage: Address
    start: tuple[Address, ...] = ()
    hosts: tuple[str, ...] = ()
    platform: str = "generic"
    status: SourceStatus = SourceStatus.LIVE
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

    @field_validator("hosts")
    @classmethod
    def _hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if not re.fullmatch(r"[A-Za-z0-9._:\[\]-]+", host):
                raise ValueError(f"must be bare host names, not {host[:100]!r}")
        return tuple(host.lower() for host in value)

    @field_validator("platform")
    @classmethod
    def _platform(cls, value: str) -> str:
        known = platforms()
        if value not in known:
            raise ValueError(f"no such platform: {value[:60]!r}{_suggest(value, known)}")
        return value

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
        )

    def to_json(self) -> dict[str, Any]:
        """The declaration as a JSON object: every key of the contract, names as declared."""
        values = self.model_dump(mode="json", exclude_none=True)
        values["checked"] = self.checked.isoformat() if self.checked else None
        return values


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


def check_shipped(declarations: Mapping[str, Declaration], authorities: Collection[str]) -> list[str]:
    """Rules of the shipped set: known codes, each once; nothing for closed sites; bounds stated.

    Args:
        declarations: the set, by slug.
        authorities: the known ONS codes (data/reference/authorities.csv).

    Returns:
        One sentence for each broken rule, naming the slug and the key.
    """
    broken: list[str] = []
    holder: dict[str, str] = {}
    homepages: dict[str, str] = {}
    for slug, one in declarations.items():
        broken += [f"{slug}: {rule}" for rule in _broken_alone(one)]
        for code in one.authorities:
            if code not in authorities:
                broken.append(f"{slug}: authorities: unknown code {code}{_suggest(code, authorities)}")
            if code in holder:
                broken.append(f"{slug}: authorities: {code} belongs to {holder[code]} already")
            holder.setdefault(code, slug)
        if one.status is not SourceStatus.GONE:
            page = one.homepage.rstrip("/").lower()
            if page in homepages:
                broken.append(f"{slug}: homepage: is also the homepage of {homepages[page]}")
            homepages.setdefault(page, slug)
    return broken


def _broken_alone(one: Declaration) -> list[str]:
    """Rules of the shipped set that need no other declaration."""
    rules = []
    if one.status is SourceStatus.GONE and one.authorities:
        rules.append("authorities: a closed site (status: gone) has none")
    if one.status is not SourceStatus.GONE:
        if not one.authorities and one.kind is not SourceKind.NATIONAL:
            rules.append("authorities: a live site names the areas it serves")
        if one.expect.documents.min is None:
            rules.append("expect: documents.min is not stated (0 is a statement; say why in a comment)")
    if one.kind is SourceKind.NATIONAL and one.authorities:
        rules.append("authorities: a national source has none")
    if one.checked is None:
        rules.append("checked: is missing")
    return rules


def _in_plain_words(error: ErrorDetails) -> str:
    """One pydantic error as "key: what is wrong; did you mean …"."""
    # The parts in brackets are pydantic's names for branches of a union, not keys of the file.
    path = [part for part in error["loc"] if not (isinstance(part, str) and "[" in part)]
    key = ".".join(str(part) for part in path) or "(whole file)"
    kind = error["type"]
    words = _PLAIN_WORDS.get(kind) or error["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        words = f"unknown key {path[-1]!r}{_suggest(str(path[-1]), _keys_at(path[:-1]))}"
    elif kind == "enum":
        given = str(error["input"])[:60]
        allowed = str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        words = f"{given!r} is not one of {allowed}{_suggest(given, allowed.split(', '))}"
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
    }
    model = places.get(".".join(part for part in path if isinstance(part, str)), Declaration)
    return tuple(model.model_fields)


def _suggest(word: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""
