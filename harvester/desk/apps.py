"""The desk as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Own tables of the desk, beside those of Django and axes."""

    name = "harvester.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
