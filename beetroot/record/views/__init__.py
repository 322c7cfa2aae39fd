"""The desk's pages of the record."""
