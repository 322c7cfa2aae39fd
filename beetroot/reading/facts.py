"""What a story's text states: found in the order in which one thing needs the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from beetroot.reading.actors import as_actors, find_cast
from beetroot.reading.agreements import find_agreements
from beetroot.reading.dates import find_mentions_of_dates, resolve_dates
from beetroot.reading.events import find_events, find_polls
from beetroot.reading.figures import find_figures
from beetroot.reading.languages import Language
from beetroot.reading.model import Actor, Agreement, DateMention, Event, Figure, Poll, PublishedFrom, Quotation
from beetroot.reading.moments import parse
from beetroot.reading.names import find_mentions
from beetroot.reading.published import when_published
from beetroot.reading.quotes import find_runs
from beetroot.reading.sentences import split_sentences
from beetroot.reading.sieve import Sieve
from beetroot.reading.statements import find_statements
from beetroot.reading.story import Story
from beetroot.reading.subjects import Scene
from beetroot.reading.tagging import find_tags, with_tags


@dataclass(frozen=True, slots=True)
class Facts:
    published: str | None
    published_from: PublishedFrom | None
    quotations: tuple[Quotation, ...]
    dates: tuple[DateMention, ...]
    figures: tuple[Figure, ...]
    actors: tuple[Actor, ...]
    events: tuple[Event, ...]
    agreements: tuple[Agreement, ...]
    polls: tuple[Poll, ...]


def find_facts(story: Story, language: Language, *, given: str | None = None, stated: Sequence[str] = ()) -> Facts:
    """Dates first, then who is who, then who said what and when.

    `given` is the publication date the caller knows, `stated` what the page prints about it.
    """
    sieve = Sieve(story.text)
    found = find_mentions_of_dates(story.parts, language.calendar, sieve)
    published, published_from = when_published(given, stated, story.parts, found, language.calendar)
    quoted = [(run.start, run.end) for run in find_runs(story.parts)]
    dates = resolve_dates(story.parts, found, language.calendar, parse(published), quoted)
    sentences = split_sentences(story.parts, language.names)
    tags = find_tags(story.parts, language.code)
    mentions = with_tags(find_mentions(story.text, sentences, language.names), tags, story.text)
    cast = find_cast(story.text, mentions, language, tags)
    scene = Scene(story.text, story.text, story.parts, sentences, cast, language, sieve)
    quotations = find_statements(scene, dates)
    figures = find_figures(story.text, story.parts, dates, quotations, language, sieve)
    where = (story.text, scene.narration, story.parts, sentences)
    events = find_events(*where, dates, cast, language)
    agreements = find_agreements(story.text, scene.narration, sentences, dates, cast, language, sieve)
    polls = find_polls(story.text, story.parts, sentences, figures, cast, language, sieve)
    figures = tuple(_polled(figure, polls) for figure in figures)
    return Facts(
        published, published_from, quotations, dates, figures, as_actors(cast, quotations), events, agreements, polls
    )


def _polled(figure: Figure, polls: Sequence[Poll]) -> Figure:
    """A share within a poll is said by the pollster."""
    poll = next((poll for poll in polls if poll.start <= figure.start < poll.end), None)
    return replace(figure, said_by=poll.pollster) if poll and figure.said_by is None else figure
