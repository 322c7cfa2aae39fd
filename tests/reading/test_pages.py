"""Pages in the shape of many publishing systems: every part of the story in its place, nothing of the page."""

from itertools import pairwise

import pytest

from beetroot.reading import read
from tests.reading.shapes import BAKERY, LOCK, MILL, page

# What a template shows beside the story's plain parts.
WITHOUT_KICKER = {"substack.html", "letter.md", "joomla.html", "table.html", "squarespace.html"}
WITH_NEWSLETTER = {
    "wordpress-blocks.html",
    "ghost.html",
    "nextjs.html",
    "broadsheet.html",
    "copied.txt",
    "letter.md",
    "squarespace.html",
}
WITH_ORIGIN = {"wordpress-classic.html", "nextjs.html", "copied.txt"}
_NAMES = """wordpress-classic.html wordpress-blocks.html ghost.html drupal.html nextjs.html substack.html
broadsheet.html copied.txt letter.md joomla.html tilda.html arc.html table.html squarespace.html"""
TEMPLATES = _NAMES.split()
CASES = [(name, story) for name in TEMPLATES for story in (LOCK, BAKERY)] + [("bitrix.html", MILL)]


def _kicker(name: str, story: dict[str, str]) -> str | None:
    # In plain text nothing tells a section called "Archive" from the menu's item of that name.
    menu = name == "copied.txt" and story["kicker"] == "Archive"
    return None if name in WITHOUT_KICKER or menu else story["kicker"]


def _invitation(name: str) -> str:
    return "Subscribe to The Ledger" if name == "squarespace.html" else "Sign up for The Ledger"


def _credits(name: str, story: dict[str, str]) -> list[str | None]:
    first, second = story["credit1"], story["credit2"]
    shown: dict[str, list[str | None]] = {
        "ghost.html": [first, f"{second} / Baltic Pool"],
        "copied.txt": [f"{first} / Baltic Pool", second],
        "letter.md": [None, second],
        "arc.html": [f"{first}/The Plain Post", second],
    }
    return shown.get(name, [first, second])


def parts(name: str, story: dict[str, str]) -> dict[str, tuple[object, object]]:
    """Each part as (given, wanted)."""
    reading = read(page(name, story))
    photos = reading.photos
    body = {f"paragraph {i}": p for i, p in enumerate((p for s in reading.sections for p in s.paragraphs), 1)}
    wanted = [story[f"p{i}"] for i in range(1, 6)]
    if name == "drupal.html":
        wanted[2:2] = [
            "We have counted every single boat on the river and there are none left.",
            "— River Watch (@riverwatch) March 3, 2024",
        ]
    found: dict[str, tuple[object, object]] = {
        "kicker": (reading.kicker, _kicker(name, story)),
        "headline": (reading.headline, story["headline"]),
        "lede": (reading.lede, story["standfirst"]),
        "byline": (reading.byline, (story["author"],)),
        "published": ((reading.published, reading.published_from), (story["date_iso"][:10], "stated")),
        "headings": ([s.heading for s in reading.sections if s.heading], [story["heading1"], story["heading2"]]),
        "captions": ([p.caption for p in photos], [story["caption1"], story["caption2"]]),
        "credits": ([p.credit for p in photos], _credits(name, story)),
        "newsletter": (reading.signup and reading.signup.title, _invitation(name) if name in WITH_NEWSLETTER else None),
        "tagline": (
            reading.signup and reading.signup.tagline,
            story["tagline"] if name in WITH_NEWSLETTER - {"letter.md"} else None,
        ),
        "origin": (
            reading.first_appeared_in and (reading.first_appeared_in.newsletter, reading.first_appeared_in.publisher),
            ("The Ledger", "Northern Post") if name in WITH_ORIGIN else None,
        ),
        "number of paragraphs": (len(body), len(wanted)),
    }
    return found | {f"paragraph {i}": (body.get(f"paragraph {i}"), p) for i, p in enumerate(wanted, 1)}


@pytest.mark.parametrize(
    ("name", "story"), CASES, ids=lambda value: value if isinstance(value, str) else value["author"]
)
def test_every_part_of_the_story_is_in_its_place_and_nothing_of_the_page_is(name, story):
    found = parts(name, story)
    assert {part: given for part, (given, _) in found.items()} == {part: wanted for part, (_, wanted) in found.items()}


@pytest.mark.parametrize("name", ["wordpress-classic.html", "nextjs.html", "substack.html", "table.html"])
def test_every_visible_character_of_a_page_is_accounted_for(name):
    reading = read(page(name, LOCK))
    spans = reading.account
    assert (spans[0].start, spans[-1].end) == (0, len(reading.source_text))
    assert all(one.end == after.start for one, after in pairwise(spans))


def test_words_under_the_pointer_or_for_screen_readers_are_not_seen():
    source = page("ghost.html", LOCK).replace("Orel walks", "Orel <span class='tooltip'>a keeper</span>walks")
    reading = read(source.replace("<p>On", "<p><span class='sr-only'>Paragraph</span>On"))
    assert reading.sections[0].paragraphs[0] == LOCK["p1"]
