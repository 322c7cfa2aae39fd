"""Readers: doors, sealed records, letters, and the list in chunks."""
