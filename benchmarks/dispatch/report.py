"""The run's document as a table and a chart; nothing is drawn that was not measured."""

from html import escape
from typing import Any

#: (server, sender, ratio that is required, ratio that is wanted)
GOALS = (
    ("smtp-sink", "Beetroot, RSA", 0.50, 0.60),
    ("smtp-sink", "Beetroot, Ed25519", 0.85, 0.95),
    ("Postfix", "Beetroot, RSA", 0.90, 1.0),
    ("csink, 20 ms", "Beetroot, RSA", 1.9, 3.5),
)
_WIDTH, _LABEL, _BAR, _LINE = 860, 300, 400, 22


def merged(stored: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """What was found in the place of the same rows of what was stored; the rest stays."""
    rows = {(row["sink"], row["sender"]): row for row in [*stored["rows"], *found["rows"]]}
    order = list(dict.fromkeys(sink for sink, _sender in rows))
    long = {row["messages"]: row for row in [*stored["long"], *found["long"]]}
    return {
        **found,
        "rows": sorted(rows.values(), key=lambda row: order.index(row["sink"])),
        "long": [long[messages] for messages in sorted(long)],
        "peers": found["peers"] or stored["peers"],
    }


def table(found: dict[str, Any]) -> str:
    """A Markdown table: sinks, senders, median with spread, ratio to smtp-source on the same sink."""
    lines = [
        "| server | sender | msgs/s, median | least–most | ratio | least–most | CPU µs a message | peak MB "
        "| measured |",
        "|---|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    for row in found["rows"]:
        cpu = f"{row['cpu_us_per_message']:.0f}" if "cpu_us_per_message" in row else ""
        peak = f"{row['peak_rss_mb']:.0f}" if "peak_rss_mb" in row else ""
        rates = f"{row['median']:,.0f} | {row['least']:,.0f}–{row['most']:,.0f}"
        ratio = f"{row['ratio']:.2f} | {row['ratio_least']:.2f}–{row['ratio_most']:.2f}"
        how = f"{row['measured']}, {row['rounds']} × {row['readers']:,}, load {row['load']}"
        lines.append(f"| {row['sink']} | {row['sender']} | {rates} | {ratio} | {cpu} | {peak} | {how} |")
    for peer in found["peers"]:
        where = f"{peer['sender']} ({peer['where']})"
        lines.append(f"| {peer['sink']} | {where} | {peer['messages_per_second']:,.0f} | | | | | | elsewhere |")
    return "\n".join(lines)


def goals(found: dict[str, Any]) -> str:
    """What was aimed at beside what this run reached."""
    reached = {(row["sink"], row["sender"]): row["ratio"] for row in found["rows"]}
    lines = ["| server | sender | required | wanted | reached |", "|---|---|--:|--:|--:|"]
    for sink, sender, required, wanted in GOALS:
        ratio = reached.get((sink, sender))
        if ratio is not None:
            word = "wanted" if ratio >= wanted else "required" if ratio >= required else "missed"
            lines.append(f"| {sink} | {sender} | {required} | {wanted} | {ratio:.2f}, {word} |")
    return "\n".join(lines)


def page(found: dict[str, Any]) -> str:
    """docs/dispatch-speed.md."""
    said = (
        f"{found['processors']} processors, one fdatasync {found['fdatasync_ms']} ms. Rounds are interleaved; each row"
        " says when it was measured, in how many rounds of how many messages, and how many processes wanted the"
        " machine."
    )
    long = "\n".join(
        f"| {row['messages']:,} | {row['messages_per_second']:,.0f} | {row['cpu_us_per_message']:.0f} |"
        f" {row['peak_rss_mb']:.0f} | {row['freezing_seconds']} | {row['measured']}, load {row['load']} |"
        for row in found["long"]
    )
    marked = (
        "\n## One marked round: RSA, SQLite\n\n"
        "| readers | msgs/s | CPU µs a message | peak MB | freezing, s | measured |\n"
        f"|--:|--:|--:|--:|--:|---|\n{long}\n"
        if long
        else ""
    )
    return (
        "# How fast issues leave\n\nWritten by `python -m benchmarks.dispatch --write`; not by hand.\n\n"
        f"{said} A mail has 40 kB. Ours are personalised, unsealed, signed and kept in the ledger (SQLite with WAL and"
        " synchronous=FULL unless said); the others do none of it. A ratio is to smtp-source on the same server in the"
        " same round, the median over rounds. Lines marked “elsewhere” were measured on another machine with the same"
        f" message and server.\n\n![Messages a second](dispatch-speed.svg)\n\n{table(found)}\n"
        f"\n## Goals\n\n{goals(found)}\n{marked}"
    )


def chart(found: dict[str, Any]) -> str:
    """Bars of the ratio, by server, with the spread of the rate in words."""
    rows, y, parts = found["rows"], 30, []
    most = max(row["ratio"] for row in rows) or 1
    sink = None
    for row in rows:
        if row["sink"] != sink:
            sink = row["sink"]
            parts.append(f'<text x="10" y="{y + 15}" class="sink">{escape(sink)}</text>')
            y += _LINE
        parts.append(_bar(row, y, most))
        y += _LINE
    style = (
        "<style>text{font:13px sans-serif;fill:#222}.sink{font-weight:bold}.o{fill:#861a4a}.r{fill:#8a8a8a}"
        "@media(prefers-color-scheme:dark){text{fill:#eee}.o{fill:#e06a9a}.r{fill:#999}}</style>"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y + 10}" role="img"'
        f' aria-label="Messages a second as a ratio to smtp-source">{style}'
        '<text x="10" y="18">Ratio to smtp-source on the same server, and messages a second</text>'
        f"{''.join(parts)}</svg>\n"
    )


def _bar(row: dict[str, Any], y: int, most: float) -> str:
    width = max(1, round(_BAR * row["ratio"] / most))
    kind = "o" if row["sender"].startswith("Beetroot") else "r"
    return (
        f'<text x="20" y="{y + 15}">{escape(row["sender"])}</text>'
        f'<rect x="{_LABEL}" y="{y + 3}" width="{width}" height="{_LINE - 7}" class="{kind}"/>'
        f'<text x="{_LABEL + width + 6}" y="{y + 15}">{row["ratio"]:.2f} · {row["median"]:,.0f}/s</text>'
    )
