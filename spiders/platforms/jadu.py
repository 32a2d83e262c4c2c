"""Sites made with Jadu."""

from __future__ import annotations

from typing import ClassVar

from spiders.platforms.generic import GenericSpider
from spiders.ways import Ways


class JaduWays(Ways):
    """As the generic crawl."""

    name: ClassVar[str] = "jadu"


class JaduSpider(GenericSpider):
    """Crawls a source whose site is made with Jadu."""

    name = "jadu"
    ways = JaduWays()
