"""English, day first: “24 November 2026”."""
