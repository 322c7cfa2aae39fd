"""Who works here and what they may do; newsletters and settings; the audit line; the registry of keys."""
