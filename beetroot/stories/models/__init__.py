"""Story pages, the people who write them, their photos, and the originals that drafts were made from."""

from beetroot.stories.models.originals import Original
from beetroot.stories.models.pages import FrontPage, StoryIndexPage, TextPage
from beetroot.stories.models.people import PeopleIndexPage, PersonPage
from beetroot.stories.models.photos import Attachment, Photo, Rendition
from beetroot.stories.models.story import Byline, Region, StoryPage, StorySource, Topic

__all__ = [
    "Attachment",
    "Byline",
    "FrontPage",
    "Original",
    "PeopleIndexPage",
    "PersonPage",
    "Photo",
    "Region",
    "Rendition",
    "StoryIndexPage",
    "StoryPage",
    "StorySource",
    "TextPage",
    "Topic",
]
