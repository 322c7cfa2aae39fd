from io import StringIO

from rich.console import Console

from beetroot.reading import read
from beetroot.reading.terminal import show


def screen(reading) -> str:
    out = StringIO()
    show(reading, Console(file=out, width=100, no_color=True))
    return out.getvalue()


def test_the_readable_view_shows_who_said_what_when_and_how_many(story):
    shown = screen(story("en-ferry.txt"))
    for words in (
        "The last ferry",
        "Ilze Bērza",
        "told The Lantern",
        "61 percent",
        "2021-12-30",
        "denied by",
        "removed",
        "When (10)",
    ):
        assert words in shown


def test_a_hostile_page_cannot_command_the_terminal():
    shown = screen(
        read("A title for it\n\nThe mayor said \x1b]0;gone\x07 nothing at all on that long and quiet evening.")
    )
    assert "\x1b]" not in shown
