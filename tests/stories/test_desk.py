"""What reporters and editors meet at the desk."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site
from wagtail.search import index

from beetroot.newsroom.actions import hire
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Role
from beetroot.stories.actions import NotReady, StoriesError, add_photo, publish_story, set_up_site
from beetroot.stories.blocks import StoryBlocks
from beetroot.stories.models import Attachment, FrontPage, Original, Photo, StoryIndexPage, StoryPage
from beetroot.stories.rendering import problems
from tests.stories.pictures import jpeg, telling_jpeg
from tests.stories.test_importing import PAGE

pytestmark = pytest.mark.django_db


def upload(content: bytes, name: str = "ferry.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def photo_form(content: bytes, name: str = "ferry.jpg", **fields: str) -> dict[str, object]:
    empty = dict.fromkeys(("alt", "caption", "credit", "taken", "rights", "tags"), "")
    focal = dict.fromkeys(("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"), "")
    return {**empty, **focal, "title": "Ferry", "collection": "1", **fields, "file": upload(content, name)}


def test_an_uploaded_photo_tells_the_desk_everything_and_the_disk_nothing(client, reporter):
    client.force_login(reporter)
    client.post(reverse("wagtailimages:add"), photo_form(telling_jpeg(orientation=6), credit="Desk's own credit"))
    photo = Photo.objects.get()
    assert (photo.caption, photo.alt, photo.taken) == ("The ferry at Ruda, out of use", "A rusty ferry", "2021-06-03")
    assert photo.credit == "Desk's own credit"
    with photo.file.open("rb") as stored:
        on_disk = stored.read()
    assert not any(word in on_disk for word in (b"Exif", b"GPS", b"ns.adobe", b"8BIM", b"4711"))
    assert (photo.width, photo.height) == (40, 60)
    page = client.get(reverse("wagtailimages:edit", args=[photo.pk])).content.decode()
    assert "The ferry at Ruda, out of use" in page


def test_a_photo_that_is_not_described_is_not_taken(client, reporter):
    client.force_login(reporter)
    answer = client.post(reverse("wagtailimages:add"), photo_form(jpeg()))
    assert "Say what the photo shows, or mark it as decorative." in answer.content.decode()
    client.post(reverse("wagtailimages:add"), photo_form(jpeg(), is_decorative="on"))
    assert Photo.objects.get().default_alt_text == ""


@pytest.mark.parametrize("name", ["drawing.svg", "drawing.jpg", "drawing.png"])
def test_a_drawing_with_a_script_in_it_is_refused_under_any_name(client, reporter, name):
    """Attack 16: type spoofed, script in SVG."""
    client.force_login(reporter)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    client.post(reverse("wagtailimages:add"), photo_form(svg, name, alt="x"))
    assert not Photo.objects.exists()


def test_photos_dropped_many_at_once_are_stripped_and_asked_about_one_by_one(client, reporter):
    client.force_login(reporter)
    answer = client.post(
        reverse("wagtailimages:add_multiple"), {"title": "Ferry", "files[]": upload(telling_jpeg(xmp=""))}
    )
    photo = Photo.objects.get()
    assert photo.credit == "Ина Ферри / Agency"
    assert "What the photo shows" in answer.json()["form"]
    edit = reverse("wagtailimages:edit_multiple", args=[photo.pk])
    fields = {f"image-{photo.pk}-{name}": "" for name in ("alt", "caption", "credit", "taken", "rights", "tags")}
    refused = client.post(edit, {**fields, f"image-{photo.pk}-title": "Ferry"})
    assert refused.json()["success"] is False


def test_no_photo_gets_into_the_library_past_the_stripping(front):
    with pytest.raises(IntegrityError, match="a_photo_went_through_stripping"):
        Photo.objects.create(title="Ferry", file=upload(telling_jpeg()), width=60, height=40)


def test_a_photo_added_by_a_command_must_be_described_too(reporter):
    with pytest.raises(StoriesError, match="Say what ferry shows"):
        add_photo(by=reporter, content=jpeg(), filename="ferry.jpg")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("paragraph", '<p><a href="javascript:alert(1)">x</a></p>'),
        ("note", '<p><a href="data:text/html,x">x</a></p>'),
        ("embed", {"url": "ftp://host.example/x", "title": "x", "provider": "", "poster": None, "transcript": ""}),
        ("photo_placeholder", {"caption": "", "credit": "", "date": "last week"}),
        ("table", {"caption": "", "has_header": True, "cells": "---"}),
    ],
)
def test_the_form_refuses_what_readers_could_not_use_or_should_not_meet(kind, value):
    block = StoryBlocks().child_blocks[kind]
    with pytest.raises(ValidationError):
        block.clean(block.to_python(value))


def test_a_story_with_something_missing_is_not_published(client, editor, story):
    story.body = [("photo_placeholder", {"caption": "A rower on the river", "credit": "", "date": ""})]
    story.save_revision(user=editor)
    with pytest.raises(NotReady, match="A rower on the river"):
        publish_story(story=story, by=editor)
    story.body = [("paragraph", "<p>It is gone.</p>")]
    story.save_revision(user=editor)
    assert publish_story(story=story, by=editor).live


def test_problems_name_each_photo_without_words(story, editor, photo):
    photo.alt = ""
    photo.save()
    story.body = [("photo", {"photo": photo, "caption": ""}), ("photo", {"photo": None, "caption": ""})]
    silent, deleted = problems(story)
    assert "“ferry” is silent" in silent
    assert "has been deleted" in deleted


def test_pasting_a_page_shows_what_was_found_and_where_every_line_went(client, reporter):
    client.force_login(reporter)
    answer = client.post(reverse("stories:import"), {"text": PAGE}, follow=True)
    page = answer.content.decode()
    story = StoryPage.objects.get()
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in page
    assert "<s>Skip to main content</s>" in page
    assert page.count("<tr><td>") == len([line for line in PAGE.splitlines() if line.strip()]) + 1
    assert client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 200


def test_uploading_something_else_says_why_and_gives_it_back(client, reporter):
    client.force_login(reporter)
    given = SimpleUploadedFile("report.txt", b"%PDF-1.7 <script>alert(1)</script>")
    page = client.post(reverse("stories:import"), {"file": given}, follow=True).content.decode()
    assert "This did not become a draft." in page
    back = client.get(reverse("stories:original", args=[Original.objects.get().pk]))
    assert back.content == b"%PDF-1.7 <script>alert(1)</script>"
    assert back["Content-Type"] == "application/octet-stream"
    assert back["Content-Disposition"].startswith("attachment")


def test_neither_an_empty_nor_a_double_import_is_taken(client, reporter):
    client.force_login(reporter)
    assert "one of the two" in client.post(reverse("stories:import"), {"text": " "}).content.decode()
    both = {"text": PAGE, "file": SimpleUploadedFile("a.txt", PAGE.encode())}
    assert "one of the two" in client.post(reverse("stories:import"), both).content.decode()


def test_the_import_is_closed_to_those_who_do_not_write(client, front):
    client.force_login(hire(by=None, username="ann", password="a long enough word", roles=[Role.ANALYST]))
    assert client.get(reverse("stories:import")).status_code in {302, 403}


def test_setting_up_twice_changes_nothing_and_leaves_no_welcome_page(front):
    again = set_up_site(by=None, name="The Ruda Post", hostname="news.example", port=443)
    assert again == front
    assert (FrontPage.objects.count(), StoryIndexPage.objects.count(), Site.objects.count()) == (1, 1, 1)
    assert list(Page.objects.filter(depth=2)) == [front.page_ptr]


@pytest.mark.parametrize(("role", "may_publish"), [(Role.REPORTER, False), (Role.EDITOR, True), (Role.APPROVER, True)])
def test_each_role_may_do_at_the_desk_what_the_table_says(front, role, may_publish):
    person: User = hire(by=None, username="pat", password="a long enough word", roles=[role])
    stories = StoryIndexPage.objects.get().permissions_for_user(person)
    assert stories.can_add_subpage()
    assert stories.can_publish_subpage() is may_publish


def test_an_editor_searches_stories_by_their_words(story, editor):
    story.body = [("paragraph", "<p>The hovercraft is full of eels.</p>")]
    story.save()
    index.insert_or_update_object(story)  # as the keyless worker does after the save
    assert list(StoryPage.objects.search("hovercraft").get_queryset()) == [story]
    assert get_image_model() is Photo
    assert get_document_model() is Attachment
