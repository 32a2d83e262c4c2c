"""Umbraco: the generic crawl reads it well.

Files lie under `/media/NNNN/` or `/media/<8 characters>/`, one folder a file, and the name below it changes
when the file is replaced: the folder is what lasts. The servers do not mind capitals, and editors use both.
"""

from __future__ import annotations

import re
from typing import ClassVar

from harvester.urls import canonical
from spiders.platforms.generic import GenericSpider
from spiders.ways import Ways

_MEDIA = re.compile(r"^([^/?]+/media/(?:\d{3,7}|[a-z0-9]{8})/[^/?]+)(?:\?|$)")


class UmbracoWays(Ways):
    """Knows addresses that differ in capitals for one."""

    name: ClassVar[str] = "umbraco"

    def key(self, url: str) -> str:
        """The address in small letters; of a file without what shows it (`?v=…`, `?rnd=…`)."""
        path, mark, query = canonical(url).partition("?")
        small = f"{path.lower()}{mark}{query}"
        found = _MEDIA.match(small)
        return found[1] if found else small


class UmbracoSpider(GenericSpider):
    """Crawls a source whose site is made with Umbraco."""

    name = "umbraco"
    ways = UmbracoWays()
