"""One spelling for a JSON value, so that equal documents have equal hashes (RFC 8785 but for numbers)."""

import hashlib
import json
from typing import Any


def dumps(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; NaN and infinity are refused with ValueError."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical spelling, as 64 hex digits."""
    return hashlib.sha256(dumps(value)).hexdigest()
