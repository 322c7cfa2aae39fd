"""`beetroot issue status` for people: where a sending stands, once or again and again until it has ended."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from beetroot.issues.models import Issue

_LOOK_SECONDS = 1.0
_RUNNING = {"waiting", "sending"}
_WIDTH = 60
_STYLES = {
    "accepted": "green",
    "uncertain": "yellow",
    "rejected": "red",
    "expired": "red",
    "deferred": "yellow",
    "claimed": "blue",
}


def show(issue: "Issue", *, watch: bool) -> None:
    """Prints the picture; with `watch` on a terminal it lives until the sending waits for a person or has ended."""
    from beetroot.dispatch.rendering import status

    console = Console(highlight=False)
    now = status(issue)
    if not (watch and console.is_terminal):
        console.print(_picture(issue, now))
        return
    with Live(_picture(issue, now), console=console, auto_refresh=False) as live:
        while now["state"] in _RUNNING:
            time.sleep(_LOOK_SECONDS)
            now = status(issue)
            live.update(_picture(issue, now), refresh=True)


def _picture(issue: "Issue", now: dict[str, Any]) -> RenderableType:
    return Group(*_parts(issue, now))


def _parts(issue: "Issue", now: dict[str, Any]) -> Iterator[RenderableType]:
    from beetroot.dispatch.rendering import provider_lines, troubles, what_is_known

    totals = now["totals"]
    yield Text.assemble((f"{issue.newsletter} {issue.number}", "bold"), f": {now['state']}")
    if totals["audience"]:
        yield from _progress(totals, now)
    yield from (Text(f"  {line}") for line in what_is_known(issue))
    if providers := provider_lines(issue):
        yield Text("\nBy provider", style="bold")
        yield _providers(providers)
    if wrong := troubles(issue):
        yield Text("\nWhat the mail server said", style="bold")
        yield _troubles(wrong)


def _progress(totals: dict[str, int], now: dict[str, Any]) -> Iterator[RenderableType]:
    waiting = totals["queued"] + totals["claimed"] + totals["deferred"]
    settled = totals["audience"] - waiting
    bar = Table.grid(padding=(0, 0, 0, 2))
    bar.add_row(ProgressBar(total=totals["audience"], completed=settled, width=_WIDTH))
    yield bar
    said = [f"{settled:,} of {totals['audience']:,} settled ({100 * settled // totals['audience']} %)"]
    if now["messages_per_second"]:
        said.append(f"{now['messages_per_second']:,} messages a second")
    if now["eta_seconds"] is not None:
        said.append(f"done in about {timedelta(seconds=now['eta_seconds'])}")
    if now["next_due"] and not now["messages_per_second"]:
        said.append(f"next: {now['next_due']}")
    yield Text("  " + " · ".join(said))
    yield _counts(totals, "audience")
    if now["followed_to"] == "delivered":
        yield _counts(now["delivery"], "accepted, says the mail server's log")


def _counts(numbers: dict[str, int], of: str) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    for name, number in numbers.items():
        if name != "audience" and number:
            table.add_row(f"  {name}", f"{number:,}", style=_STYLES.get(name, ""))
    table.add_row(f"  {of}", f"{sum(number for name, number in numbers.items() if name != 'audience'):,}")
    return table


def _providers(lines: list[Any]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    for _number in range(3):
        table.add_column(justify="right")
    table.add_row("", "put off", "refused", "unknown", "", style="dim")
    for line in lines:
        until = f"left alone until {line.closed_until:%H:%M:%S} UTC" if line.closed_until else ""
        table.add_row(f"  {line.lane}", f"{line.put_off:,}", f"{line.refused:,}", f"{line.unknown:,}", until)
    return table


def _troubles(wrong: list[Any]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    for trouble in wrong:
        table.add_row(
            f"  {trouble.count:,} ×", Text.assemble(f"{trouble.state}: {trouble.words} ", (trouble.reply, "dim"))
        )
    return table
