"""The way from a source to a `Reading`."""

from dataclasses import replace

from beetroot.reading import source as sources
from beetroot.reading.errors import NotAStory
from beetroot.reading.facts import Facts
from beetroot.reading.languages import Language, detect, words_for
from beetroot.reading.layout import lay_out
from beetroot.reading.lines import Layout, Line, account_of, split_lines
from beetroot.reading.markdown import read_markdown
from beetroot.reading.metadata import Metadata
from beetroot.reading.mixed import find_facts_by_paragraph
from beetroot.reading.model import DateMention, Photo, Reading
from beetroot.reading.source import Kind
from beetroot.reading.story import Story, assemble, split_captions
from beetroot.reading.tagging import MISSING, is_missing
from beetroot.reading.webpage import read_page
from beetroot.reading.word import is_word, read_word


def read(
    source: str | bytes, *, published: str | None = None, language: str | None = None, kind: Kind | None = None
) -> Reading:
    """What a story says about itself.

    `published` is the story's date (ISO 8601 or EDTF), `language` a BCP 47 code, `kind` how the source is marked up;
    each is found out where it is not given. Raises NotAStory when there is no story in the source, ReadingError for
    anything else that stands in the way.
    """
    visible, lines, metadata = _opened(source, kind)
    sources.refuse_what_is_no_text(visible)
    code = language or detect("\n".join(line.text for line in lines if len(line.text) > 60) or visible)
    words = words_for(code)
    layout = lay_out(lines, words)
    _complete(layout, metadata)
    split_captions(layout.lines)
    story = assemble(layout)
    _refuse_what_is_no_story(story, visible, words)
    sources.refuse_what_is_too_long(story.text)
    facts, languages = find_facts_by_paragraph(story, code, given=published, stated=layout.stated)
    return replace(_reading(visible, code, layout, story, facts), languages=languages)


def _opened(source: str | bytes, kind: Kind | None) -> tuple[str, list[Line], Metadata]:
    if isinstance(source, bytes) and is_word(source):
        return *read_word(source), Metadata()
    characters = sources.decode(source)
    return _lines(characters, kind or sources.kind_of(characters))


def _lines(characters: str, kind: Kind) -> tuple[str, list[Line], Metadata]:
    """The visible text, its lines with hints, and what the page's head says."""
    if kind == "html":
        page = read_page(characters)
        return page.visible, page.lines, page.metadata
    return characters, read_markdown(characters) if kind == "markdown" else split_lines(characters), Metadata()


def _complete(layout: Layout, metadata: Metadata) -> None:
    """Take from the page's head what the page itself does not say."""
    layout.headline = layout.headline or metadata.headline or ""
    # "Source: …" of a chart or a reprint does not beat the name that the site gives itself.
    layout.publication = metadata.publication or layout.publication
    layout.byline = layout.byline or tuple(metadata.byline)
    if metadata.published:
        layout.stated.insert(0, metadata.published)


def _refuse_what_is_no_story(story: Story, visible: str, words: Language) -> None:
    told = [part.text for part in story.parts if part.label in ("lede", "body", "quote", "list", "table")]
    prose = [text for text in told if sources.is_prose(text)]
    if not prose:
        raise NotAStory("There is no paragraph of running text here. Give the whole page or the story's text.")
    if sum(map(len, prose)) < 400 and len(words.page.sign_in.findall(visible)) >= 3:
        raise NotAStory("This is a sign-in page. Open the story itself, copy its text and give that.")


def _reading(
    visible: str,
    code: str,
    layout: Layout,
    story: Story,
    facts: Facts,
) -> Reading:
    return Reading(
        text=story.text,
        language=code,
        kicker=layout.kicker,
        headline=layout.headline,
        publication=layout.publication,
        written_for=layout.written_for,
        byline=layout.byline,
        published=facts.published,
        published_from=facts.published_from,
        lede=story.lede,
        first_appeared_in=layout.first_appeared,
        signup=layout.signup,
        sections=story.sections,
        photos=tuple(_dated(photo, facts.dates) for photo in story.photos),
        quotations=facts.quotations,
        dates=facts.dates,
        figures=facts.figures,
        actors=facts.actors,
        events=facts.events,
        agreements=facts.agreements,
        polls=facts.polls,
        removed=story.removed,
        account=account_of(layout.lines, len(visible)),
        source_text=visible,
        notes=(MISSING,) if is_missing(code) else (),
    )


def _dated(photo: Photo, dates: tuple[DateMention, ...]) -> Photo:
    """The photo with the full date its caption gives."""
    within = [d for d in dates if photo.start is not None and photo.start <= d.start < (photo.end or 0)]
    day = next((d.edtf for d in within if d.edtf and len(d.edtf) == 10 and d.relative_to is None), None)
    return replace(photo, date=day) if day else photo
