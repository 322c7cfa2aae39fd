"""Decisions of the record over plain values: what names match, where words stand, who denied what."""
