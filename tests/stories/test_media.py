"""Every block stands in all four media, and nothing hostile stands in any."""

from typing import Any

import mrml
import pytest
from wagtail.rich_text import RichText

from beetroot.newsroom.models import User
from beetroot.stories.actions import add_photo
from beetroot.stories.models import Byline, Photo, StoryPage, StorySource
from beetroot.stories.rendering import blocks_to_feed, blocks_to_mjml, blocks_to_text, blocks_to_web, document
from tests.stories.conftest import BASE
from tests.stories.pictures import jpeg

pytestmark = pytest.mark.django_db

MEDIA = {"web": blocks_to_web, "mail": blocks_to_mjml, "text": blocks_to_text, "feed": blocks_to_feed}


def rendered(story: StoryPage, body: list[tuple[str, Any]]) -> dict[str, str]:
    """The body in each medium, by the medium's name; its mail is proven to be valid MJML."""
    story.body = body
    story.save()
    whole = document(StoryPage.objects.get(pk=story.pk), base_url=BASE)
    media = {name: str(render(whole)) for name, render in MEDIA.items()}
    mrml.to_html(f"<mjml><mj-body>{media['mail']}</mj-body></mjml>")
    return media


def embed(**more: str) -> dict[str, str]:
    return {"url": "https://youtu.be/x1", "title": "The crossing", "provider": "", "transcript": "", **more}


@pytest.mark.parametrize(
    ("block", "web", "mail", "text", "feed"),
    [
        (
            ("paragraph", '<p>It was <b>the</b> <a href="https://a.example/">last</a></p>'),
            '<p class="story-paragraph">It was <strong>the</strong> <a href="https://a.example/">last</a></p>',
            '<mj-text mj-class="paragraph">It was <strong>the</strong> <a href="https://a.example/">last</a></mj-text>',
            "It was the last [1]\n\nLinks:\n[1] https://a.example/",
            '<p>It was <strong>the</strong> <a href="https://a.example/">last</a></p>',
        ),
        (
            ("heading", "On the water"),
            '<h2 class="story-heading">On the water</h2>',
            '<mj-text mj-class="heading"><h2>On the water</h2></mj-text>',
            "On the water\n------------",
            "<h2>On the water</h2>",
        ),
        (
            ("pull_quote", {"text": "“We row.”", "speaker": "Ada Rud"}),
            "<blockquote><p>“We row.”</p></blockquote>",
            '<mj-text mj-class="quote"><blockquote>“We row.”<br/>— Ada Rud</blockquote></mj-text>',
            "> “We row.”\n> — Ada Rud",
            "<blockquote><p>“We row.”</p><p>— Ada Rud</p></blockquote>",
        ),
        (
            ("list", {"ordered": True, "items": ["<p>oar</p>", "<p>rope</p>"]}),
            '<ol class="story-list">',
            "<ol><li>oar</li><li>rope</li></ol>",
            "1. oar\n2. rope",
            "<ol><li>oar</li><li>rope</li></ol>",
        ),
        (
            ("table", {"caption": "Crossings", "has_header": True, "cells": "Year | Boats\n2020 | 1,200"}),
            '<th scope="col">Year</th>',
            '<mj-table mj-class="table"><tr><th align="left" style="word-break:normal">Year</th>',
            "Crossings\nYear  Boats\n----  -----\n2020  1,200",
            "<caption>Crossings</caption><thead><tr><th>Year</th>",
        ),
        (
            ("note", "<p>We changed the date.</p>"),
            '<div class="story-note" role="note" aria-label="Note to readers"><p>We changed the date.</p></div>',
            '<mj-text mj-class="note">We changed the date.</mj-text>',
            "| Note: We changed the date.",
            "<p><em>We changed the date.</em></p>",
        ),
        (
            ("embed", embed(transcript="Water.")),
            '<a class="story-embed-link" href="https://youtu.be/x1" rel="noopener noreferrer external">',
            '<a href="https://youtu.be/x1">The crossing</a> (opens YouTube)',
            "[YouTube: The crossing]\nhttps://youtu.be/x1\n  Water.",
            '<a href="https://youtu.be/x1">The crossing</a> (opens YouTube)',
        ),
        (
            ("photo_placeholder", {"caption": "A rower", "credit": "", "date": ""}),
            "A photo goes here.",
            "",
            "",
            "",
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_each_block_reads_well_in_each_medium(story, block, web, mail, text, feed):
    media = rendered(story, [block])
    assert web in media["web"]
    assert mail in media["mail"]
    assert media["text"] == text
    assert feed in media["feed"]


def test_a_photo_has_its_sizes_on_the_web_and_its_words_everywhere(story, photo):
    media = rendered(story, [("photo", {"photo": photo, "caption": ""})])
    assert 'width="1000" height="600" alt="A rusty ferry on a river" loading="lazy"' in media["web"]
    assert media["web"].count(f"{BASE}/media/images/") == 4  # 480, 960 and 1000 wide, and the plain src
    assert 'alt="A rusty ferry on a river" width="600px"' in media["mail"]
    assert f'<img src="{BASE}/media/images/' in media["feed"]
    assert media["text"] == "[Photo: The ferry at Ruda — Ina Ferri]"
    assert "The ferry at Ruda — Ina Ferri" in media["mail"]


def test_a_group_keeps_every_photo_and_a_decorative_one_is_silent(story, photo, editor):
    silent = add_photo(by=editor, content=jpeg(), filename="line.jpg", decorative=True)
    media = rendered(story, [("photo_group", {"photos": [photo, silent], "caption": "Two"})])
    assert media["web"].count("<img ") == media["mail"].count("<mj-image ") == media["feed"].count("<img ") == 2
    assert all(' alt=""' in media[name] for name in ("web", "mail", "feed"))
    assert media["text"] == "[Photo: The ferry at Ruda — Ina Ferri]\nTwo"


def test_an_embed_asks_nobody_before_the_click(story, photo):
    media = rendered(story, [("embed", embed() | {"poster": photo})])
    for medium in ("web", "mail", "feed"):
        assert "iframe" not in media[medium]
        assert "script" not in media[medium]
        assert media[medium].count("youtu.be") == media[medium].count('href="https://youtu.be/x1"')
    assert "Opens YouTube, which will see your visit" in media["web"]


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ settings.SECRET_KEY }}"


@pytest.mark.parametrize("medium", MEDIA)
def test_script_in_any_field_of_any_block_reaches_no_reader(story, editor, medium):
    """Attack 3: stored XSS by an author of low rights."""
    loaded = add_photo(by=editor, content=jpeg(), filename="x.jpg", alt=HOSTILE, caption=HOSTILE, credit=HOSTILE[:50])
    body: list[tuple[str, Any]] = [
        ("paragraph", RichText(f"<p>{HOSTILE}<a href='javascript:alert(1)' onclick='x()'>go</a></p>")),
        ("heading", HOSTILE),
        ("photo", {"photo": loaded, "caption": ""}),
        ("photo_group", {"photos": [loaded, loaded], "caption": HOSTILE}),
        ("pull_quote", {"text": HOSTILE, "speaker": HOSTILE}),
        ("list", {"ordered": False, "items": [HOSTILE]}),
        ("table", {"caption": HOSTILE, "has_header": True, "cells": f"{HOSTILE}|b\nc|{HOSTILE}"}),
        ("note", HOSTILE),
        ("embed", embed(url="javascript:alert(1)", title=HOSTILE, provider=HOSTILE, transcript=HOSTILE)),
        ("photo_placeholder", {"caption": HOSTILE, "credit": HOSTILE, "date": ""}),
    ]
    shown = rendered(story, body)[medium]
    if medium != "text":
        assert "<script" not in shown
        assert "<img src=x" not in shown
    assert "javascript:" not in shown
    assert "onclick" not in shown
    assert "SECRET_KEY }}" in shown  # the words themselves are only words


def test_the_document_is_plain_values_with_absolute_addresses(story, newsletter, photo):
    story.newsletter = newsletter
    story.kicker, story.language = "Rivers", "be"
    story.first_published_in_newsletter = "The River"
    story.bylines = [Byline(name="Ada Rud", written_for="The River")]
    story.sources = [StorySource(title="Minutes", url="javascript:alert(1)")]
    story.body = [("paragraph", "<p>One</p><p>Two</p>"), ("photo", {"photo": photo, "caption": "Other words"})]
    story.save()
    whole = document(story, base_url=BASE)
    assert whole["url"] == f"{BASE}/stories/the-last-ferry/"
    assert whole["bylines"] == [{"label": "Story by", "name": "Ada Rud", "url": None, "written_for": "The River"}]
    assert whole["newsletter"] == {"slug": "river", "name": "The River"}
    assert whole["first_published_in"]["newsletter"] == "The River"
    assert whole["sources"][0]["url"] is None
    assert [block["type"] for block in whole["blocks"]] == ["paragraph", "paragraph", "photo"]
    assert whole["blocks"][2]["photo"]["caption"] == "Other words"
    assert whole["blocks"][2]["photo"]["digest"] == photo.digest


def test_a_link_to_a_page_that_readers_cannot_see_is_no_link(story, front):
    body = [
        (
            "paragraph",
            f'<p><a linktype="page" id="{front.pk}">home</a> <a linktype="page" id="{story.pk}">draft</a></p>',
        )
    ]
    web = rendered(story, body)["web"]
    assert f'<a href="{BASE}/">home</a> draft' in web


def test_plain_text_stays_within_72_columns_and_breaks_no_address(story):
    long_word = "https://a.example/" + "x" * 90
    cells = "Village | What people there say\nRuda | " + "word " * 30
    media = rendered(
        story,
        [
            ("paragraph", f"<p>{'river ' * 40}<a href='{long_word}'>source</a></p>"),
            ("table", {"caption": "", "has_header": True, "cells": cells}),
        ],
    )
    lines = media["text"].splitlines()
    assert max(len(line) for line in lines if long_word not in line) <= 72
    assert f"[1] {long_word}" in lines
    assert "What people there say: word word" in media["text"]


def test_a_photo_deleted_later_leaves_the_rest_standing(story, photo: Photo, editor: User):
    story.body = [("heading", "Before"), ("photo", {"photo": photo, "caption": ""})]
    story.save()
    photo.delete()
    whole = document(StoryPage.objects.get(pk=story.pk), base_url=BASE)
    assert [block["type"] for block in whole["blocks"]] == ["heading"]
