"""What happens to what a spider finds, one module per stage.

The order (settings, ITEM_PIPELINES) is store → catalogue: the catalogue's row for a file is written
only after the file is safe, so a crash can leave a file that no row names, never the reverse.
"""
