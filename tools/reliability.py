"""`make faults` ends here: docs/reliability.md from the results that the run has noted, one line a fault.

    python tools/reliability.py RESULTS.jsonl docs/reliability.json docs/reliability.md

The first file is what the tests wrote; the second keeps it, added up, with the day and the machine; the third is for
people. Without the first, the third is written anew from the second.
"""

import json
import os
import platform
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_HEAD = """\
# Reliability: what was broken, and what became of the readers

`make faults` breaks a running send in every way that we could think of, and counts on both sides: every reader's row in
the ledger against every message that the mail server stored. **Lost** is a reader whom the ledger calls served and the
server does not know, or who is in no state. **Twice** is a message stored twice, or stored for a reader whom the ledger
calls unserved, without being listed. **Uncertain** are the messages whose outcome the server never told; they are
listed, and `never-repeat`, `repeat` or `ask` decides them. This page is written by the run.

"""
_RIVALS = """\
## Beside others, after kill -9

What the others do was read from their code; Mailman, django-newsletter and the loop were also measured, with 2,000
readers.

| engine | lost | sent twice | 4xx tried again | unknown outcomes kept |
|---|---|---|---|---|
| listmonk 6.2 | up to 1,210, then "finished" | 0 | no | no |
| Ghost 6 | up to 2,000 held back | 0; a timeout can post a batch of 1,000 up to 7 times | by the batch | yes |
| Keila 0.30 | 0 | up to 100 | no | no |
| Mailman 3.3 | 0 (388 after three kills) | up to the whole list; 1,002 measured | 5 days | no |
| django-newsletter 1.2 | the tail: 889 to 962, marked as sent | the whole list after a rendering error | no | no |
| a loop that marks each row after sending | 0 | 1 a crash, 39 of 39 dropped replies | the author's affair | no |
"""


def main(results: Path, kept: Path, page: Path) -> None:
    """See the head of this file."""
    if results.exists():
        lines = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
        kept.write_text(json.dumps(_added_up(lines), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    page.write_text(_page(json.loads(kept.read_text(encoding="utf-8"))), encoding="utf-8")


def _added_up(lines: list[dict[str, Any]]) -> dict[str, Any]:
    by_fault: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        by_fault[line["fault"], line["database"]].append(line)
    return {
        "day": datetime.now(tz=UTC).date().isoformat(),
        "sweep": "the long sweep" if os.environ.get("BEETROOT_FAULTS") == "long" else "the short sweep of `make test`",
        "machine": f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        "faults": [_sum(fault, database, runs) for (fault, database), runs in sorted(by_fault.items())],
    }


def _sum(fault: str, database: str, runs: list[dict[str, Any]]) -> dict[str, Any]:
    added = {name: sum(run[name] for run in runs) for name in ("readers", "lost", "twice", "twice_listed", "kills")}
    worst = max(runs, key=lambda run: run["uncertain"])
    extra = {
        name: max(run[name] for run in runs) for name in ("sends_again_after", "finished_after") if name in runs[0]
    }
    most = {"uncertain": sum(run["uncertain"] for run in runs), "uncertain_at_worst": worst["uncertain"]}
    return {"fault": fault, "database": database, "sends": len(runs), **added, **most, "bound": worst["bound"], **extra}


def _page(kept: dict[str, Any]) -> str:
    faults = kept["faults"]
    total = {
        name: sum(row[name] for row in faults) for name in ("sends", "readers", "kills", "lost", "twice", "uncertain")
    }
    ours = (
        f"| **Beetroot**, {total['kills']:,} kills in {total['sends']:,} sends to {total['readers']:,} readers"
        f" | **{total['lost']}** | **{total['twice']}** under `never-repeat` | yes, by reader and provider"
        f" | yes, {total['uncertain']:,} listed |\n"
    )
    rows = [_row(row) for row in faults]
    head = ["| fault | database | sends | readers | kills | lost | twice | uncertain (worst send; bound) | |"]
    head += ["|---|---|---:|---:|---:|---:|---:|---:|---|"]
    day = f"\n## Every fault\n\nRun on {kept['day']}: {kept['sweep']}; {kept['machine']}.\n\n"
    return _HEAD + _RIVALS + ours + day + "\n".join([*head, *rows]) + "\n" + _LOST_LEDGER


_LOST_LEDGER = """\
## When the ledger itself was lost

A torn log, an older copy of the database or a copied folder cannot say who has the issue. What is outside it can tell
that something is missing: `identity.json` (a counter that is raised before messages are armed), the journals (which
arming was used), and `begun.log` (which issues were begun; a second copy lies in `second_place`). Where they disagree
with the database nothing is sent until somebody runs `beetroot doctor --adopt`. Then every reader whom such an issue
might still have reached is uncertain, those included whom the ledger no longer names. Adoption raises the counters on
both sides, so a ledger that loses the adoption is noticed again. Not noticed: a whole folder put back as it was, with
`identity.json` and `journal/`, under the same path, where there is no `second_place`.
"""


def _row(row: dict[str, Any]) -> str:
    said = []
    if "sends_again_after" in row:
        said.append(f"sends again after {row['sends_again_after']} s")
    if "finished_after" in row:
        said.append(f"finished {row['finished_after']} s after the kill, the lease included")
    uncertain = f"{row['uncertain']} ({row['uncertain_at_worst']}; {row['bound']})"
    cells = [row["fault"], row["database"], *(f"{row[n]:,}" for n in ("sends", "readers", "kills", "lost", "twice"))]
    return "| " + " | ".join([*cells, uncertain, "; ".join(said)]) + " |"


if __name__ == "__main__":
    main(*(Path(name) for name in sys.argv[1:4]))
