"""The reading room: Datasette on one publication, with pages of our own before it (docs/reading-room.md).

It reads `publication.db` and the other files of an edition, all of them immutable, and nothing else: what
is not published is not in its reach.
"""
