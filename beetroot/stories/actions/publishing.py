"""A story reaches readers."""

from django.db import transaction

from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.stories.models import StoryPage
from beetroot.stories.rendering import latest, problems
from beetroot.stories.rules import NotReady


@transaction.atomic
def publish_story(*, story: StoryPage, by: User) -> StoryPage:
    """Puts the latest draft on the public site. Raises NotAllowed, and NotReady naming what is still missing."""
    require(by=by, permission=Permission.PUBLISH_STORY)
    if missing := problems(latest(story)):
        raise NotReady(" ".join(missing))
    revision = story.latest_revision or story.save_revision(user=by)
    # Our table of roles has answered above; Wagtail's own groups would ask again in other words.
    revision.publish(user=by, skip_permission_checks=True)
    audit(by=by, verb="story published", about=story)
    return StoryPage.objects.get(pk=story.pk)
