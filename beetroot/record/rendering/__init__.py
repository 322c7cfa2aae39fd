"""What leaves the record: Roots under a story, a situation's page, exports. Reads only, all through one gate."""

from beetroot.record.rendering.export import UnknownSituation, export
from beetroot.record.rendering.lines import roots_html, roots_mjml, roots_text
from beetroot.record.rendering.roots import roots
from beetroot.record.rendering.shapes import Roots, SituationLine, SituationView
from beetroot.record.rendering.situation import public_situations, situation
from beetroot.record.rendering.story_text import story_text

__all__ = [
    "Roots",
    "SituationLine",
    "SituationView",
    "UnknownSituation",
    "export",
    "public_situations",
    "roots",
    "roots_html",
    "roots_mjml",
    "roots_text",
    "situation",
    "story_text",
]
