"""What leaves the record: Roots under a story, a situation's page, exports. Reads only, all through one gate."""

from beetroot.record.rendering.changes import changes, everything_told
from beetroot.record.rendering.corrections import named as corrections_named
from beetroot.record.rendering.corrections import of_carrier as corrections_of
from beetroot.record.rendering.corrections import since as corrections_since
from beetroot.record.rendering.export import UnknownSituation, export
from beetroot.record.rendering.lines import roots_html, roots_mjml, roots_text
from beetroot.record.rendering.listing import listing
from beetroot.record.rendering.roots import roots
from beetroot.record.rendering.shapes import (
    ChangeLine,
    CorrectionView,
    Roots,
    SituationChanges,
    SituationLine,
    SituationView,
)
from beetroot.record.rendering.situation import has_public_situations, language_of, public_situations, situation
from beetroot.record.rendering.story_text import story_text

__all__ = [
    "ChangeLine",
    "CorrectionView",
    "Roots",
    "SituationChanges",
    "SituationLine",
    "SituationView",
    "UnknownSituation",
    "changes",
    "corrections_named",
    "corrections_of",
    "corrections_since",
    "everything_told",
    "export",
    "has_public_situations",
    "language_of",
    "listing",
    "public_situations",
    "roots",
    "roots_html",
    "roots_mjml",
    "roots_text",
    "situation",
    "story_text",
]
