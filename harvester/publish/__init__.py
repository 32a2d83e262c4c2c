"""What leaves the house: formats for any query, and dated publications of accepted records.

Each format is pure: records in, bytes out. Nothing here reads the catalogue or writes a file, except
`folder` and `command` at the edge.
"""
