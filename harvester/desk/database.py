"""The desk's own file: made for its owner's eyes only, and brought to the tables of this program."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harvester.errors import NewerCatalogueError

if TYPE_CHECKING:
    from harvester.paths import DataDirectory


def prepare(data: DataDirectory) -> None:
    """Make `desk.db`, or bring it up to date. Django is configured before.

    Raises:
        NewerCatalogueError: it was written by a newer harvester.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from filelock import FileLock

    os.close(os.open(data.desk, os.O_RDWR | os.O_CREAT, 0o600))
    data.desk.chmod(0o600)
    with FileLock(data.root / ".desk.lock", timeout=60):
        executor = MigrationExecutor(connection)
        unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
        if unknown and not _squashed(unknown):
            raise NewerCatalogueError(
                f"{data.desk} was written by a newer harvester. Upgrade harvester; nothing was touched."
            )
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)


def forget_expired() -> None:
    """Remove sessions that are over."""
    from django.contrib.sessions.backends.db import SessionStore

    SessionStore.clear_expired()


def _squashed(unknown: set[tuple[str, str]]) -> bool:
    """Whether only libraries' migrations are unknown, which they may have put together."""
    return all(app != "desk" for app, _ in unknown)
