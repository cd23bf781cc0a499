"""Edits of many SKUs at once: chosen, previewed row by row, written in the background, taken back."""
