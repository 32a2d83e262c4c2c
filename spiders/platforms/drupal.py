"""Drupal, most often LocalGov Drupal of a council: the generic crawl reads it well.

Guides and step-by-step pages name their parts in a menu of their own, views have pages (`?page=N`, counted
from 0), and documents lie in `/sites/default/files/` or behind `/media/N/download`; all that is read by rules
that hold everywhere. Only the twins of a media download are its own: with and without `?inline`.
"""

from __future__ import annotations

import re
from typing import ClassVar

from harvester.urls import canonical
from spiders.platforms.generic import GenericSpider
from spiders.ways import Ways

_DOWNLOAD = re.compile(r"^([^/?]+)(?:/[^?]*)?/media/(\d{1,9})/download(?:/|\?|$)")


class DrupalWays(Ways):
    """Knows a media download by its number."""

    name: ClassVar[str] = "drupal"

    def key(self, url: str) -> str:
        """`host/media/N/download` for all ways to show one file (`?inline`, `?attachment`, in `/cy/` …)."""
        usual = canonical(url)
        found = _DOWNLOAD.match(usual)
        return f"{found[1]}/media/{found[2]}/download" if found else usual


class DrupalSpider(GenericSpider):
    """Crawls a source whose site is made with Drupal."""

    name = "drupal"
    ways = DrupalWays()
