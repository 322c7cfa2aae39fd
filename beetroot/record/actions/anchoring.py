"""Anchors after a story was edited: found again, or shown as orphans."""

from dataclasses import dataclass

from django.db import transaction

from beetroot.record.actions.writing import sentence_of
from beetroot.record.models import Anchor
from beetroot.record.rendering import story_text
from beetroot.record.rules import anchors as places
from beetroot.record.rules.anchors import Selector
from beetroot.stories import rendering as stories
from beetroot.stories.models import StoryPage


@dataclass(frozen=True, slots=True)
class Found:
    """How many anchors stand where they stood, moved, lost their words, or got them back."""

    same: int
    moved: int
    lost: int


@transaction.atomic
def find_again(*, story: StoryPage, text: str | None = None) -> Found:
    """Moves every anchor of the story to where its words now stand. Not a decision, so nobody signs it."""
    text = story_text(stories.latest(story)) if text is None else text
    same = moved = lost = 0
    for row in Anchor.objects.filter(story=story.uuid):
        span = places.find(text, Selector(row.exact, row.prefix, row.suffix, row.start))
        if span is None:
            lost += 1
            Anchor.objects.filter(pk=row.pk).update(start=None, end=None)
            continue
        sentence = sentence_of(text, span)
        if (row.start, row.end, row.sentence) == (span.start, span.end, sentence):
            same += 1
            continue
        moved += 1
        Anchor.objects.filter(pk=row.pk).update(start=span.start, end=span.end, sentence=sentence)
    return Found(same=same, moved=moved, lost=lost)
