"""How many records a second are sealed and opened on one core, beside PyNaCl's own SealedBox in the same run.

python benchmarks/sealing.py [RECORDS]
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median

from nacl.public import PrivateKey, SealedBox

from beetroot.lib.sealing import PrivateBox, open_sealed, seal

ROUNDS = 7
PLAIN = json.dumps({"email": "reader@reader.example", "consent": "form 1", "day": "2026-11-24"}).encode()
PRIVATE = b"\x07" * 32


def main(records: int) -> None:
    """Print one line a way: records a second (median and spread of interleaved rounds) and the ratio to raw."""
    box, raw_box = PrivateBox(key_id="00000000", private=PRIVATE), SealedBox(PrivateKey(PRIVATE))
    raw_public = SealedBox(PrivateKey(PRIVATE).public_key)
    sealed, raw_sealed = seal(box.public, PLAIN), raw_public.encrypt(PLAIN)
    ways: dict[str, Callable[[], object]] = {
        "seal, raw": lambda: raw_public.encrypt(PLAIN),
        "seal": lambda: seal(box.public, PLAIN),
        "open, raw": lambda: raw_box.decrypt(raw_sealed),
        "open": lambda: open_sealed(box, sealed),
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            rates[name].append(_rate(way, records))
    for name, measured in rates.items():
        raw = median(rates[f"{name.split(',')[0]}, raw"])
        spread = f"{min(measured):,.0f}-{max(measured):,.0f}"
        print(f"{name:10} {median(measured):>9,.0f}/s  ({spread})  ratio {median(measured) / raw:.2f}")


def _rate(way: Callable[[], object], records: int) -> float:
    begun = time.perf_counter()
    for _ in range(records):
        way()
    return records / (time.perf_counter() - begun)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
