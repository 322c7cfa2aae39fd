"""A pasted page becomes a draft with everything in its place, and a refused file is not lost."""

import json
from itertools import pairwise

import pytest

from beetroot.newsroom.actions import NotAllowed, hire
from beetroot.newsroom.rules import Role
from beetroot.stories.actions import ImportTooLarge, drop_placeholder, fill_placeholder, import_story
from beetroot.stories.actions.importing import MOST_BYTES
from beetroot.stories.models import Original, PersonPage, StoryPage
from beetroot.stories.rendering import blocks_to_web, document, problems
from tests.stories.conftest import BASE

pytestmark = pytest.mark.django_db

PAGE = """Skip to main content

Life on the river The town of Ruda has lost its last ferry, and with it the way to school

Source: The Ruda Post

Story by Ada Rud for The River

For forty years a ferry carried the people of Ruda over the water. Last week it made its last crossing, and nobody \
can say who will pay for another one.

This article first appeared in The River, a weekly email dispatch from The Ruda Post covering the towns along the \
upper river. Sign up here and the next one comes to your inbox.

The ferry is older than most of those who used it. “We were told in May that it would be mended,” said Ina Ferri, \
who runs the bakery by the landing, and <b>nothing</b> was done about it since.

The old landing at Ruda, seen from the other side. June 3, 2021.
Ina Ferri / The Ruda Post

The long way round

By road the school is now forty kilometres away. The council has counted 1,200 crossings a year and called that too \
few, although most families in the town depend on them.

Weekly newsletter

Sign up for The River

News from the towns along the water.
"""


@pytest.fixture
def imported(reporter, newsletter):
    return import_story(by=reporter, source=PAGE, filename="ferry.txt")


def test_a_copied_page_becomes_a_draft_with_each_part_in_its_place(imported, newsletter):
    story = imported.story
    assert not story.live
    assert story.kicker == "Life on the river"
    assert story.title.startswith("The town of Ruda has lost its last ferry")
    assert story.lede.startswith("For forty years")
    assert story.newsletter == newsletter
    assert story.publication == "The Ruda Post"
    assert story.first_published_in_newsletter == "The River"
    assert [str(byline) for byline in story.bylines.all()] == ["Story by Ada Rud"]
    kinds = [child.block_type for child in story.body]
    assert kinds == ["paragraph", "photo_placeholder", "heading", "paragraph"]
    assert story.body[1].value["credit"] == "Ina Ferri / The Ruda Post"


def test_nothing_of_the_page_is_unaccounted_for_and_furniture_is_not_in_the_story(imported):
    shown = blocks_to_web(document(imported.story, base_url=BASE))
    assert "Sign up" not in shown
    assert "Skip to" not in shown
    account = imported.original.account
    assert account[0]["start"] == 0
    assert account[-1]["end"] == len(PAGE)
    assert all(one["end"] == other["start"] for one, other in pairwise(account))
    assert json.dumps(imported.original.reading)


def test_markup_in_a_pasted_text_is_only_text(imported):
    assert "and &lt;b&gt;nothing&lt;/b&gt; was done" in blocks_to_web(document(imported.story, base_url=BASE))


def test_a_byline_finds_the_persons_page_when_there_is_one(reporter, front):
    people = front.get_children().get(slug="people")
    ada = people.add_child(instance=PersonPage(title="Ada Rud", slug="ada-rud", pseudonym=True))
    story = import_story(by=reporter, source=PAGE).story
    assert story
    assert [byline.person for byline in story.bylines.all()] == [ada]
    assert document(story, base_url=BASE)["bylines"][0]["url"] == f"{BASE}/people/ada-rud/"


@pytest.mark.parametrize(
    "source",
    [b"%PDF-1.7 a report", b"PK\x03\x04../../etc/passwd", b"\x00\x01\x02", "a,b\n1,2\n", ""],
    ids=["pdf", "zip", "bytes", "csv", "nothing"],
)
def test_what_is_no_story_is_refused_in_words_and_kept(reporter, source):
    """Attack 15: an archive is not opened, whatever paths it holds."""
    answer = import_story(by=reporter, source=source, filename="../../up\\load.bin")
    assert answer.story is None
    assert len(answer.refusal or "") > 20
    kept = Original.objects.get()
    assert bytes(kept.source) == (source.encode() if isinstance(source, str) else source)
    assert kept.state == Original.State.REFUSED
    assert kept.filename == "load.bin"
    assert not StoryPage.objects.exists()


def test_the_same_bytes_twice_give_the_same_story_and_say_so(imported, reporter):
    again = import_story(by=reporter, source=PAGE)
    assert again.duplicate
    assert again.story == imported.story
    assert StoryPage.objects.count() == 1


def test_a_deleted_draft_may_be_imported_again(imported, reporter):
    imported.story.delete()
    assert not import_story(by=reporter, source=PAGE).duplicate


def test_a_file_larger_than_any_story_is_turned_away(reporter):
    with pytest.raises(ImportTooLarge):
        import_story(by=reporter, source=b"a" * (MOST_BYTES + 1))


def test_an_operator_cannot_import(front):
    operator = hire(by=None, username="omar", password="a long enough word", roles=[Role.OPERATOR])
    with pytest.raises(NotAllowed):
        import_story(by=operator, source=PAGE)


def test_a_photo_named_in_the_text_is_asked_for_until_it_is_filled(imported, photo, reporter):
    story = imported.story
    assert [line for line in problems(story) if "The old landing at Ruda" in line]
    filled = fill_placeholder(story=story, block_id=story.body[1].id, photo=photo, by=reporter)
    assert problems(filled) == []
    assert filled.body[1].value["photo"] == photo
    assert "The old landing at Ruda" in filled.body[1].value["caption"]


def test_a_photo_named_in_the_text_can_be_gone_without(imported, reporter):
    story = imported.story
    dropped = drop_placeholder(story=story, block_id=story.body[1].id, by=reporter)
    assert problems(dropped) == []
    assert [child.block_type for child in dropped.body] == ["paragraph", "heading", "paragraph"]


def test_lists_quotations_and_headings_of_a_web_page_become_blocks(reporter):
    text = "The council must now decide what shall replace the ferry, and none of its plans has any money behind it."
    page = f"""<html><body><article><h1>Three plans for Ruda</h1><p>{text}</p><p>{text} So it goes.</p>
    <ul><li>a bridge of steel, which is dear</li><li>a new boat, which is cheaper</li></ul>
    <blockquote>We have rowed before and we shall row again.</blockquote><p>{text} Late.</p></article></body></html>"""
    story = import_story(by=reporter, source=page.encode(), filename="plans.html").story
    assert story
    by_kind = {child.block_type: child.value for child in story.body}
    assert [item.source for item in by_kind["list"]["items"]] == [
        "<p>a bridge of steel, which is dear</p>",
        "<p>a new boat, which is cheaper</p>",
    ]
    assert by_kind["pull_quote"]["text"] == "We have rowed before and we shall row again."
