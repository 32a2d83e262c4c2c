"""What is left out of Scrapy's work for every request and item."""

from __future__ import annotations

import asyncio

from pydispatch import dispatcher
from scrapy import signals
from scrapy.extensions.corestats import CoreStats
from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list

from harvester.web.options import CrawlOptions
from harvester.web.quiet import QuietSignals
from harvester.web.settings import for_run


def test_a_signal_reaches_who_listens_to_it_to_all_or_to_everybody():
    heard = []

    def note(**told):
        heard.append(told["number"])

    sender = object()
    quiet = QuietSignals(sender)
    assert quiet.send_catch_log(signals.item_scraped, number=1) == []
    quiet.connect(note, signals.item_scraped)
    assert len(quiet.send_catch_log(signals.item_scraped, number=2)) == 1
    assert asyncio.run(quiet.send_catch_log_async(signals.item_scraped, number=3)) == [(note, None)]
    assert quiet.send_catch_log(signals.item_dropped, number=4) == []
    quiet.disconnect(note, signals.item_scraped)
    quiet.send_catch_log(signals.item_scraped, number=5)
    dispatcher.connect(note, signals.item_scraped)
    quiet.send_catch_log(signals.item_scraped, number=6)
    dispatcher.disconnect(note, signals.item_scraped)
    quiet.connect(note, dispatcher.Any)
    quiet.send_catch_log(signals.item_dropped, number=7)
    quiet.disconnect(note, dispatcher.Any)
    assert heard == [2, 3, 6, 7]


def test_a_run_counts_no_items_but_says_how_it_ended(tmp_path):
    settings = Settings(for_run(CrawlOptions(data=tmp_path, contact="library@example.org")))
    wanted = build_component_list(settings.get_component_priority_dict_with_base("EXTENSIONS"))
    assert "harvester.web.quiet.RunStats" in wanted
    assert CoreStats not in wanted
    assert "harvester.web.guard.ContactGuard" in wanted
