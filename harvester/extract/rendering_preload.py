"""Preloaded by the process that drawing workers are forked from; imported there, and nowhere else."""

from __future__ import annotations

from harvester.extract.forking import prepare

prepare(("pebble", "pypdfium2", "PIL.Image", "PIL.PngImagePlugin", "harvester.extract.page_image"))
