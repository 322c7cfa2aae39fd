"""Senders beside each other, in interleaved rounds, and what they reach as a ratio to Postfix's smtp-source.

    python -m benchmarks.dispatch [--quick] [--rounds N] [--readers N] [--long] [--peers FILE] [--write]

`--quick`: three small rounds without PostgreSQL. `--long` adds one marked round of 100,000 and 1,000,000
readers (RSA, SQLite). `--peers`: a JSON list of {"sink", "sender", "messages_per_second", "where"} measured elsewhere
with the same message and sink, shown in lines of their own. `--write` renews docs/dispatch-speed.md, .svg and .json.
Needs Postfix's tools, gcc and, for csink, its source at ../shared/tools; PostgreSQL for the cells that name it.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.dispatch import report
from benchmarks.dispatch.newsrooms import Newsroom
from benchmarks.dispatch.others import OTHERS, message_file, reference
from benchmarks.dispatch.sinks import Sink, sinks

DOCS = Path(__file__).parents[2] / "docs"
#: (label, what the newsroom is told, on PostgreSQL)
OURS = (
    ("Beetroot, RSA", {"signature": "rsa"}, False),
    ("Beetroot, Ed25519", {"signature": "ed25519"}, False),
    ("Beetroot, RSA + Ed25519", {"signature": "rsa+ed25519"}, False),
    ("Beetroot, RSA, PostgreSQL", {"signature": "rsa"}, True),
    ("Beetroot, RSA, PostgreSQL, 2 workers", {"signature": "rsa", "workers": 2}, True),
)
REFERENCE = "smtp-source"


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="beetroot-dispatch-bench-")))
        mail = message_file(folder)
        servers = stack.enter_context(sinks(folder, quick=options.quick))
        rooms = [stack.enter_context(Newsroom(readers=options.readers, postgresql=False))]
        if not options.quick:
            rooms.append(stack.enter_context(Newsroom(readers=options.readers, postgresql=True)))
        cells: dict[tuple[str, str], list[float]] = {}
        extra: dict[tuple[str, str], dict[str, float]] = {}
        for number in range(options.rounds):
            for sink in servers:
                _round(sink, rooms, mail, options.readers, cells, extra)
            print(f"round {number + 1} of {options.rounds} done", flush=True)
        long = _long_round(servers[0]) if options.long else []
    found = _document(options, cells, extra, long)
    print(report.table(found))
    if options.write:
        (DOCS / "dispatch-speed.json").write_text(json.dumps(found, indent=1) + "\n")
        (DOCS / "dispatch-speed.md").write_text(report.page(found))
        (DOCS / "dispatch-speed.svg").write_text(report.chart(found))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--readers", type=int, default=0)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.quick else 7)
    options.readers = options.readers or (2_000 if options.quick else 10_000)
    return options


def _round(
    sink: Sink,
    rooms: list[Newsroom],
    mail: Path,
    readers: int,
    cells: dict[tuple[str, str], list[float]],
    extra: dict[tuple[str, str], dict[str, float]],
) -> None:
    """One measurement of each sender on this sink."""
    messages = max(200, int(readers * sink.share))
    rate = reference(sink, mail, messages)
    cells.setdefault((sink.name, REFERENCE), []).append(rate)
    for name, send in OTHERS.items():
        if sink.all_senders:
            few = max(100, messages // 10)
            cells.setdefault((sink.name, name), []).append(_rate(send, sink, mail, few))
    for name, told, on_postgresql in OURS:
        room = next((room for room in rooms if room.postgresql == on_postgresql), None)
        if room is None or (not sink.all_senders and name not in sink.ours):
            continue
        figures = room.send(server=sink.url, connections=sink.connections, **told)
        cells.setdefault((sink.name, name), []).append(figures["messages_per_second"])
        extra[sink.name, name] = {key: figures[key] for key in ("cpu_us_per_message", "peak_rss_mb")}


def _rate(send: object, sink: Sink, mail: Path, messages: int) -> float:
    assert callable(send)
    began = time.perf_counter()
    send(sink, mail, messages)
    return messages / (time.perf_counter() - began)


def _long_round(sink: Sink) -> list[dict[str, float]]:
    rows = []
    for readers in (100_000, 1_000_000):
        with Newsroom(readers=readers, postgresql=False) as room:
            rows.append(room.send(server=sink.url, connections=sink.connections, signature="rsa"))
            print(f"{readers:,} readers done", flush=True)
    return rows


def _document(
    options: argparse.Namespace,
    cells: dict[tuple[str, str], list[float]],
    extra: dict[tuple[str, str], dict[str, float]],
    long: list[dict[str, float]],
) -> dict[str, object]:
    rows = []
    for (sink, sender), rates in cells.items():
        ratios = [rate / base for rate, base in zip(rates, cells[sink, REFERENCE], strict=True)]
        rows.append({
            "sink": sink, "sender": sender, "median": statistics.median(rates), "least": min(rates),
            "most": max(rates), "ratio": statistics.median(ratios), **extra.get((sink, sender), {}),
        })  # fmt: skip
    peers = json.loads(options.peers.read_text()) if options.peers else []
    return {
        "readers": options.readers, "rounds": options.rounds, "processors": os.cpu_count(),
        "load": round(os.getloadavg()[2], 1), "fdatasync_ms": round(_fdatasync(), 2), "rows": rows, "peers": peers,
        "long": long,
    }  # fmt: skip


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
