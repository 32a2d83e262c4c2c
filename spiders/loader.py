"""How a declaration becomes a spider: one class per YAML file, made from its platform's class."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import Spider

from harvester.errors import DeclarationError
from harvester.sources import BESPOKE, Declaration, load_declarations
from harvester.vocabulary import SourceStatus

if TYPE_CHECKING:
    import builtins

    from scrapy import Request
    from scrapy.settings import BaseSettings


class SourceSpiderLoader:
    """Scrapy's SPIDER_LOADER_CLASS: spiders are named after declarations.

    Setting HARVESTER_SOURCES names a directory of declarations; without it the shipped ones count.
    """

    def __init__(self, declarations: dict[str, Declaration]) -> None:
        self.declarations = declarations

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> SourceSpiderLoader:
        """Read the declarations that the settings name."""
        directory = settings.get("HARVESTER_SOURCES")
        return cls(load_declarations(Path(directory) if directory else None))

    def load(self, spider_name: str) -> type[Spider]:
        """The spider class of one source.

        Raises:
            KeyError: no such source.
        """
        try:
            declaration = self.declarations[spider_name]
        except KeyError as error:
            raise KeyError(f"no source is called {spider_name!r}") from error
        return spider_class(declaration)

    def list(self) -> list[str]:
        """Names of all sources that can be crawled."""
        return [slug for slug, one in self.declarations.items() if one.status is not SourceStatus.GONE]

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Names of the sources to whose site a request goes."""
        from harvester.urls import host_of

        host = host_of(request.url)
        return [
            slug for slug, one in self.declarations.items() if one.homepage and host_of(one.homepage) == host
        ]


def spider_class(declaration: Declaration) -> type[Spider]:
    """A spider class for one declaration, derived from the one class of its platform's module.

    Raises:
        DeclarationError: there is no such module, or it does not hold exactly one spider.
    """
    if declaration.platform == BESPOKE:
        module_name = f"spiders.bespoke.{declaration.slug.replace('-', '_')}"
    else:
        module_name = f"spiders.platforms.{declaration.platform}"
    try:
        module = import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name != module_name:
            raise
        raise DeclarationError(
            f"{declaration.slug}: platform: there is no module {module_name.replace('.', '/')}.py"
        ) from error
    bases = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Spider) and thing.__module__ == module_name
    ]
    if len(bases) != 1:
        raise DeclarationError(f"{declaration.slug}: platform: {module_name} must define exactly one spider")
    name = "".join(word.capitalize() for word in declaration.slug.split("-")) + "Spider"
    return type(name, (bases[0],), {"name": declaration.slug, "declaration": declaration})
