"""The one SQLite file: migrations, views, and every write to it."""
