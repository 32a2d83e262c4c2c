"""Sites made with Taylorfitch."""

from __future__ import annotations

from typing import ClassVar

from spiders.platforms.generic import GenericSpider
from spiders.ways import Ways


class TaylorfitchWays(Ways):
    """As the generic crawl."""

    name: ClassVar[str] = "taylorfitch"


class TaylorfitchSpider(GenericSpider):
    """Crawls a source whose site is made with Taylorfitch."""

    name = "taylorfitch"
    ways = TaylorfitchWays()
