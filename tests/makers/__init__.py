"""Documents made at test time: invented areas, neutral text, every format that is read.

`pdf` makes reports with title pages, `damage` makes hostile and broken files, `office` makes Word
processor files, `web` makes HTML reports. Each maker returns bytes.
"""
