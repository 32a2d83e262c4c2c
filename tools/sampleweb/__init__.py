"""Builds the bundled sample web: invented partnerships, neutral text, real page shapes.

`python -m tools.sampleweb` writes `data/sample/`: one WARC, one declaration per source, and
`truth.json`, which says what a perfect harvest of it holds. Two builds give the same bytes.
"""
