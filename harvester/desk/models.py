"""The desk's own tables, in `desk.db`. What people decide is not here: it is in the catalogue."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class Looked(models.Model):
    """When a person last looked at the queue, as the catalogue writes times."""

    user: models.OneToOneField[Any, Any] = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="looked"
    )
    at: models.CharField[str, str] = models.CharField(max_length=20)
