"""What a file says: text per page and title-page layout, read in limited worker processes."""

from harvester.extract.files import EXTRACTOR, read_file

__all__ = ["EXTRACTOR", "read_file"]
