"""What can be done with stories: set the site up, import, illustrate, publish. Each verb checks, changes and logs."""

from beetroot.stories.actions.importing import Imported, ImportTooLarge, import_story
from beetroot.stories.actions.photos import add_photo, drop_placeholder, fill_placeholder
from beetroot.stories.actions.publishing import publish_story
from beetroot.stories.actions.redacting import fitting, holding, redaction
from beetroot.stories.actions.site import set_up_site
from beetroot.stories.actions.writing import Block, Draft, add_person, append_block, write_page, write_story
from beetroot.stories.rules import NotReady, StoriesError

__all__ = [
    "Block",
    "Draft",
    "ImportTooLarge",
    "Imported",
    "NotReady",
    "StoriesError",
    "add_person",
    "add_photo",
    "append_block",
    "drop_placeholder",
    "fill_placeholder",
    "fitting",
    "holding",
    "import_story",
    "publish_story",
    "redaction",
    "set_up_site",
    "write_page",
    "write_story",
]
