"""How a platform differs from the generic crawl: a few pure questions, whose usual answers change nothing.

A module `spiders/platforms/<name>.py` holds one spider class (a `GenericSpider` with `ways = <Name>Ways()`)
and one class of ways. The same ways serve both roads: pinned by a declaration (`platform: <name>`, the
loader takes the spider class of that module), or recognised from the first page of an entrance
(`harvester.detect.platforms.recognise`), for the host of that page only. The spider asks:

========== ============================================================ ==============================
method     asked                                                        and the answer
========== ============================================================ ==============================
entrances  once a host, when its ways are known                          tasks are queued
address    before a page is requested                                   is asked for instead of the page
page       for the answer to a twin                                     is the page's address in all records
key        before anything is queued, marked or compared                two addresses with one key are one
refine     after `read_page`, for every page of the host                takes the place of the reading
read_data  for each answer to a task of kind `TaskKind.DATA`            is taken in; None: nothing there
entries    after `refine`, for every page of the host                   records of a national list
========== ============================================================ ==============================

No method may ask for anything, keep anything, or raise on what a site sends; one that raises is logged and
counts as if it had not been asked.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from harvester.urls import canonical

if TYPE_CHECKING:
    from harvester.frontier import Task
    from harvester.records import ListEntry
    from harvester.sources import Declaration
    from spiders.answers import Answer
    from spiders.reading import Reading
    from spiders.territory import Territory


class Ways:
    """The ways of the generic crawl: nothing special."""

    name: ClassVar[str] = "generic"

    def entrances(self, declaration: Declaration, home_url: str) -> tuple[Task, ...]:
        """Extra ways in, beside start pages, homepage and site map.

        Args:
            declaration: the source.
            home_url: address of the page by which the platform was recognised, after redirects; the
                homepage where the platform is pinned.

        Returns:
            Tasks of any kind. `TaskKind.DATA` is for listings that are no HTML (`read_data` gets the answer).
        """
        return ()

    def address(self, url: str) -> str:
        """The twin of a page that is worth asking for instead of the page; the page itself if there is none.

        Where the twin is missing, or offers nothing, the page is asked for after all.
        """
        return url

    def page(self, url: str) -> str:
        """The page of a twin: the opposite of `address`."""
        return url

    def key(self, url: str) -> str:
        """What identifies the page or document behind an address; the same for all its addresses.

        A platform with stable ids leaves out what may change (`host/article/123` without the slug). Start
        from `canonical(url)`, keep the host in it, and fall back to it for every other shape.
        """
        return canonical(url)

    def read_data(self, answer: Answer, task: Task, territory: Territory) -> Reading | None:
        """What a listing that is no HTML offers; None when it is not there, refused or not understood.

        `Reading.tasks` are queued like those of a page (also further tasks of kind DATA).
        `Reading.candidates` are taken at once, and asked for where a task of the reading says so. Where
        `Reading.extra` is set they are taken, and asked for, only when no page is left, and only those
        whose addresses no page that was read links to; `Reading.page.links` of the listing count as well
        for what later listings offer.
        """
        return None

    def refine(self, reading: Reading, answer: Answer, task: Task, territory: Territory) -> Reading:
        """The reading of a page, made better by what is known of the platform."""
        return reading

    def entries(self, reading: Reading, answer: Answer) -> tuple[ListEntry, ...]:
        """The records of a national list that stand on a page; the spider says of which list."""
        return ()


@lru_cache(maxsize=32)
def ways_of(platform: str) -> Ways:
    """The ways of a platform by name; those of the generic crawl where no module is called so."""
    try:
        module = import_module(f"spiders.platforms.{platform}")
    except ModuleNotFoundError as error:
        if error.name != f"spiders.platforms.{platform}":
            raise
        return Ways()
    for thing in vars(module).values():
        found = getattr(thing, "ways", None)
        if isinstance(thing, type) and thing.__module__ == module.__name__ and isinstance(found, Ways):
            return found
    return Ways()
