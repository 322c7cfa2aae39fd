"""How well a bounce says whether its mailbox is dead, on mails that others have labelled, which are no part of this
repository; the reference in the same run is what an SMTP reply alone says.

python benchmarks/bounces.py FOLDER     a folder of mails and a truth.json: file → [{recipient, reason, hard}]

The mails are divided by a hash of their file's name. Rules may be written with the half "seen" in view; the half "kept"
is only ever counted, so its figures are those for mail from servers that nobody has looked at.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from beetroot.mail import inbound
from beetroot.mail.inbound import Inbound
from beetroot.mail.refusals import Reason

NO_BOUNCES = {"vacation", "feedback", "delivered"}
JUDGES: dict[str, Callable[[Inbound], bool]] = {
    "any 5xx (reference)": lambda found: (found.code or 0) >= 500 or found.status.startswith("5."),
    "dead at once": lambda found: found.reason is Reason.DEAD and not found.delayed,
    "dead, if a second issue says so": (
        lambda found: found.reason in (Reason.DEAD, Reason.UNCONFIRMED) and not found.delayed
    ),
}


def main(folder: Path) -> None:
    """One line a half and judge: precision and recall of "dead", and how many mails they rest on."""
    mails = list(_mails(folder))
    for half in ("seen", "kept"):
        mine = [(hard, found) for name, hard, found in mails if _half(name) == half]
        hard = sum(1 for is_hard, _found in mine if is_hard)
        print(f"{half}: {len(mine)} mails, {hard} of them dead")
        for name, judge in JUDGES.items():
            said = [is_hard for is_hard, found in mine if found.kind == "bounce" and judge(found)]
            right = sum(said)
            print(f"  {name:32} precision {right / max(1, len(said)):.3f} ({right} of {len(said)})", end="")
            print(f"  recall {right / max(1, hard):.3f}")


def _half(name: str) -> str:
    return "kept" if hashlib.sha256(name.encode()).digest()[0] % 2 else "seen"


def _mails(folder: Path) -> Iterator[tuple[str, bool, Inbound]]:
    for name, records in json.loads((folder / "truth.json").read_text()).items():
        named = [record for record in records if record["recipient"]]
        if named and not all(record["reason"] in NO_BOUNCES for record in named):
            hard = any(record["hard"] for record in named)
            yield name, hard, inbound.read((folder / name).read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
