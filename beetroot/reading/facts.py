"""What a story's text states: found in the order in which one thing needs the other."""

from dataclasses import dataclass

from beetroot.reading.actors import as_actors, find_cast
from beetroot.reading.languages import Language
from beetroot.reading.model import Actor, Agreement, DateMention, Event, Figure, Poll, Quotation
from beetroot.reading.names import find_mentions
from beetroot.reading.sentences import split_sentences
from beetroot.reading.statements import find_statements
from beetroot.reading.story import Story
from beetroot.reading.subjects import Scene


@dataclass(frozen=True, slots=True)
class Facts:
    quotations: tuple[Quotation, ...]
    dates: tuple[DateMention, ...]
    figures: tuple[Figure, ...]
    actors: tuple[Actor, ...]
    events: tuple[Event, ...]
    agreements: tuple[Agreement, ...]
    polls: tuple[Poll, ...]


def find_facts(story: Story, language: Language) -> Facts:
    """Dates first, then who is who, then who said what and when."""
    sentences = split_sentences(story.parts, language.names)
    cast = find_cast(story.text, find_mentions(story.text, sentences, language.names), language)
    scene = Scene(story.text, story.text, story.parts, sentences, cast, language)
    quotations = find_statements(scene, ())
    return Facts(quotations, (), (), as_actors(cast), (), (), ())
