"""Senders beside each other, in interleaved rounds, and what they reach as a ratio to Postfix's smtp-source.

    python -m benchmarks.dispatch [--quick] [--servers NAME ...] [--senders NAME ...] [--rounds N] [--readers N]
        [--long N ...] [--peers FILE] [--write]

`--quick`: three small rounds without PostgreSQL. `--servers` and `--senders` name the rows to measure (as the table
names them, `--list` prints them); smtp-source is always measured beside them. `--long` sends one marked round to so
many readers (RSA, SQLite, smtp-sink) instead.
`--peers`: a JSON list of {"sink", "sender", "messages_per_second", "where"}
measured elsewhere with the same message and sink, shown in lines of their own. `--write` puts what was measured in the
place of the same rows in docs/dispatch-speed.json and renews .md and .svg: so the matrix can be measured in slices, and
each row says when, in how many rounds and how busy the machine was.
Needs Postfix's tools, gcc and, for csink, its source at ../shared/tools; PostgreSQL for the rows that name it.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.dispatch import report
from benchmarks.dispatch.newsrooms import Newsroom
from benchmarks.dispatch.others import OTHERS, message_file, reference
from benchmarks.dispatch.sinks import SINKS, Sink, sinks

DOCS = Path(__file__).parents[2] / "docs"
#: label: (what the newsroom is told, on PostgreSQL)
OURS: dict[str, tuple[dict[str, Any], bool]] = {
    "Beetroot, RSA": ({"signature": "rsa"}, False),
    "Beetroot, Ed25519": ({"signature": "ed25519"}, False),
    "Beetroot, RSA + Ed25519": ({"signature": "rsa+ed25519"}, False),
    "Beetroot, RSA, PostgreSQL": ({"signature": "rsa"}, True),
    "Beetroot, RSA, PostgreSQL, 2 workers": ({"signature": "rsa", "workers": 2}, True),
}
REFERENCE = "smtp-source"


@dataclass
class Cells:
    """What was measured: rates by (sink, sender), round by round, and what else ours told."""

    rates: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    more: dict[tuple[str, str], dict[str, list[float]]] = field(default_factory=dict)
    readers: dict[str, int] = field(default_factory=dict)

    def note(self, sink: Sink, sender: str, figures: dict[str, float]) -> None:
        """One sending of ours."""
        self.rates[sink.name, sender].append(figures["messages_per_second"])
        more = self.more.setdefault((sink.name, sender), defaultdict(list))
        for name in ("cpu_us_per_message", "peak_rss_mb"):
            more[name].append(figures[name])

    def rows(self, *, rounds: int) -> list[dict[str, Any]]:
        """One row a cell; a ratio is to smtp-source on the same sink in the same round."""
        about = {"measured": f"{datetime.now(UTC):%Y-%m-%d %H:%M}", "rounds": rounds, "load": _load()}
        rows = []
        for (sink, sender), rates in self.rates.items():
            ratios = [rate / base for rate, base in zip(rates, self.rates[sink, REFERENCE], strict=True)]
            more = {name: statistics.median(found) for name, found in self.more.get((sink, sender), {}).items()}
            rows.append({
                "sink": sink, "sender": sender, "readers": self.readers[sink], **about, **more,
                "median": statistics.median(rates), "least": min(rates), "most": max(rates),
                "ratio": statistics.median(ratios), "ratio_least": min(ratios), "ratio_most": max(ratios),
            })  # fmt: skip
        return rows


def main() -> None:
    """See the module's words."""
    options = _options()
    if options.list:
        print("\n".join([*SINKS, REFERENCE, *OTHERS, *OURS]))
        return
    found: dict[str, Any] = {
        "rows": [],
        "long": [],
        "processors": os.cpu_count(),
        "fdatasync_ms": round(_fdatasync(), 2),
    }
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="beetroot-dispatch-bench-")))
        servers = stack.enter_context(sinks(folder, names=options.servers))
        if options.long:
            found["long"] = [_long(servers[0], readers) for readers in options.long]
        else:
            found["rows"] = _measure(stack, options, servers, message_file(folder))
    found["peers"] = json.loads(options.peers.read_text()) if options.peers else []
    merged = report.merged(_stored(), found)
    print(report.table(found if found["rows"] else merged))
    if options.write:
        (DOCS / "dispatch-speed.json").write_text(json.dumps(merged, indent=1) + "\n")
        (DOCS / "dispatch-speed.md").write_text(report.page(merged))
        (DOCS / "dispatch-speed.svg").write_text(report.chart(merged))


def _stored() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((DOCS / "dispatch-speed.json").read_text())
    return stored


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--servers", nargs="+", choices=SINKS)
    parser.add_argument("--senders", nargs="+", choices=[*OTHERS, *OURS])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--readers", type=int, default=0)
    parser.add_argument("--long", type=int, nargs="+", default=[])
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    options.servers = options.servers or [name for name in SINKS if not (options.quick and "4 connections" in name)]
    options.rounds = options.rounds or (3 if options.quick else 7)
    options.readers = options.readers or (2_000 if options.quick else 10_000)
    return options


def _measure(stack: ExitStack, options: argparse.Namespace, servers: list[Sink], mail: Path) -> list[dict[str, Any]]:
    rooms: dict[tuple[int, bool], Newsroom] = {}
    cells = Cells()
    for sink in servers:
        cells.readers[sink.name] = readers = max(200, int(options.readers * sink.share))
        for name in _ours(sink, options):
            key = readers, OURS[name][1]
            if key not in rooms:
                rooms[key] = stack.enter_context(Newsroom(readers=readers, postgresql=OURS[name][1]))
    for number in range(options.rounds):
        for sink in servers:
            _round(sink, rooms, mail, options, cells)
        print(f"round {number + 1} of {options.rounds} done", flush=True)
    return cells.rows(rounds=options.rounds)


def _ours(sink: Sink, options: argparse.Namespace) -> list[str]:
    """Our cells on this sink: those that were asked for, else those that are worth it there."""
    if options.senders:
        return [name for name in OURS if name in options.senders]
    return [name for name in OURS if (sink.all_senders or name in sink.ours) and not (options.quick and OURS[name][1])]


def _round(
    sink: Sink, rooms: dict[tuple[int, bool], Newsroom], mail: Path, options: argparse.Namespace, cells: Cells
) -> None:
    """One measurement of each sender on this sink, each with as many messages (the slow ones with a tenth)."""
    messages = cells.readers[sink.name]
    cells.rates[sink.name, REFERENCE].append(reference(sink, mail, messages))
    for name, send in OTHERS.items():
        if name in options.senders if options.senders else sink.all_senders:
            few = max(100, messages // 10)
            began = time.perf_counter()
            send(sink, mail, few)
            cells.rates[sink.name, name].append(few / (time.perf_counter() - began))
    for name in _ours(sink, options):
        told, on_postgresql = OURS[name]
        room = rooms[messages, on_postgresql]
        cells.note(sink, name, room.send(server=sink.url, connections=sink.connections, **told))


def _long(sink: Sink, readers: int) -> dict[str, Any]:
    with Newsroom(readers=readers, postgresql=False) as room:
        row = room.send(server=sink.url, connections=sink.connections, signature="rsa")
    return {**row, "measured": f"{datetime.now(UTC):%Y-%m-%d %H:%M}", "load": _load()}


def _load() -> float:
    """How many processes wanted the machine in the last minute, ours included."""
    return round(os.getloadavg()[0], 1)


def _fdatasync() -> float:
    """Milliseconds of one, the median of fifty: each arming waits for two."""
    with tempfile.TemporaryFile() as file:
        times = []
        for number in range(50):
            os.pwrite(file.fileno(), bytes([number]) * 4096, 0)
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
