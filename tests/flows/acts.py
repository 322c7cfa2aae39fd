"""What a newsroom's people do at the desk and no command does.

`python -m tests.flows.acts VERB[,VERB] …` in BEETROOT_HOME; all verbs get the same arguments.
"""

import json
import sys
from pathlib import Path

from beetroot.config.cli.opening import open_home
from tests.flows.newsrooms import PASSWORD


def staff() -> None:
    """Edith edits and reports, april approves; the newsroom says who it is."""
    from beetroot.newsroom.actions import hire
    from beetroot.newsroom.models import Newsletter, Newsroom, User
    from beetroot.newsroom.rules import Role

    operator = User.objects.get(username="editor")
    hire(by=operator, username="edith", password=PASSWORD, roles=[Role.EDITOR, Role.REPORTER])
    hire(by=operator, username="april", password=PASSWORD, roles=[Role.APPROVER])
    Newsroom.objects.update(imprint="Karsava Post, registered in Example.", postal_address="1 Quay Street, Example")
    Newsletter.objects.update(
        tagline="Quiet places. Loud borders.", neutral_from_name="N. Post", neutral_subject="Your weekly mail"
    )


def confirm(story_id: str) -> None:
    """Edith confirms every suggestion under a story."""
    from beetroot.newsroom.models import User
    from beetroot.record.actions import confirm_all
    from beetroot.stories.models import StoryPage

    edith = User.objects.get(username="edith")
    confirm_all(story=StoryPage.objects.get(pk=story_id), by=edith, user_label="edith")


def situation(slug: str) -> None:
    """A public situation that facts can be suggested to."""
    from beetroot.newsroom.models import User
    from beetroot.record.actions import start_situation

    edith = User.objects.get(username="edith")
    made = start_situation(by=edith, title=slug.replace("-", " "), summary="A river crossing.", start="2021")
    sys.stdout.write(made.slug)


def settle_photos(story_id: str) -> None:
    """The first place for a photo gets one, the others are dropped."""
    from beetroot.newsroom.models import User
    from beetroot.stories.actions import add_photo, drop_placeholder, fill_placeholder
    from beetroot.stories.models import StoryPage
    from tests.stories.pictures import jpeg

    edith = User.objects.get(username="edith")
    story = StoryPage.objects.get(pk=story_id).get_latest_revision_as_object()
    first, *others = [block.id for block in story.body if block.block_type == "photo_placeholder"]
    photo = add_photo(by=edith, content=jpeg((900, 600)), filename="fence.jpg", alt="A wire fence along a river")
    story = fill_placeholder(story=story, block_id=first, photo=photo, by=edith)
    for block_id in others:
        story = drop_placeholder(story=story, block_id=block_id, by=edith)


def publish(story_id: str) -> None:
    """Edith publishes the draft."""
    from beetroot.newsroom.models import User
    from beetroot.stories.actions import publish_story
    from beetroot.stories.models import StoryPage

    publish_story(story=StoryPage.objects.get(pk=story_id), by=User.objects.get(username="edith"))


def issue(story_id: str, subject: str) -> None:
    """Edith makes a draft of an issue with this story; prints its number in the database."""
    from beetroot.issues.actions import add_story, create_issue
    from beetroot.newsroom.models import Newsletter, User
    from beetroot.stories.models import StoryPage

    edith = User.objects.get(username="edith")
    made = create_issue(newsletter=Newsletter.objects.get(), by=edith, subject=subject)
    add_story(issue=made, story=StoryPage.objects.get(pk=story_id), by=edith)
    sys.stdout.write(str(made.pk))


def closed_issue(file: str) -> None:
    """A story from this file, and an issue of it that edith submits and april closes; prints the issue's number."""
    from beetroot.issues.actions import approve, close, submit
    from beetroot.issues.models import Issue
    from beetroot.newsroom.models import User
    from beetroot.stories.actions import import_story

    edith, april = (User.objects.get(username=name) for name in ("edith", "april"))
    story = import_story(by=edith, source=Path(file).read_bytes(), filename=Path(file).name).story
    assert story is not None
    settle_photos(str(story.pk))
    publish(str(story.pk))
    issue(str(story.pk), "The ferry")
    made = Issue.objects.get()
    submit(issue=made, by=edith)
    made.refresh_from_db()
    approve(issue=made, candidate_hash=made.candidate_hash, by=april)
    close(issue=made, by=april)


def sentences(story_id: str) -> None:
    """The words of a story's paragraphs and headings, as JSON: what every rendering must hold."""
    from django.utils.html import strip_tags

    from beetroot.stories.models import StoryPage
    from beetroot.stories.rendering import document

    story = document(StoryPage.objects.get(pk=story_id), base_url="https://dispatch.example")
    said = [block.get("html") or block.get("text") for block in story["blocks"]]
    words = [story["headline"], story["lede"], *(strip_tags(text) for text in said if text)]
    sys.stdout.write(json.dumps(words))


def main() -> None:
    open_home()
    verbs = {
        act.__name__: act for act in (staff, confirm, situation, settle_photos, publish, issue, closed_issue, sentences)
    }
    names, *arguments = sys.argv[1:]
    for name in names.split(","):
        verbs[name](*arguments)


if __name__ == "__main__":
    main()
