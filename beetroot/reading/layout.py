"""From lines to labels: which line is headline, lede, byline, caption, body, box or furniture.

Used for every kind of source; HTML and Markdown come with hints on their lines, plain text with none. The passes run
from what gives itself away by its words (boxes, bylines, share bars) to what only its place tells (headings, lede).
"""

import re
from collections.abc import Iterable
from itertools import islice

from beetroot.reading import byline, captions, headline
from beetroot.reading.foot import mark_appeals, mark_author_note, mark_boilerplate, mark_tail
from beetroot.reading.head import is_date_line, mark_head, mark_title
from beetroot.reading.languages import Language
from beetroot.reading.lines import ENDS, NAME_HINTS, PROSE_WORDS, Layout, Line
from beetroot.reading.model import FirstAppeared, Signup
from beetroot.reading.sieve import may_match

_LIST = re.compile(r"(?:[•·▪●◦‣*–—-]|\d{1,2}[.)])\s+\S")
_HEADING_WORDS = 14
# So many lines below a heading are looked at for the text that it heads.
_FOLLOWING = 12


def lay_out(lines: list[Line], language: Language) -> Layout:
    """Label every line (empty ones stay without) and collect what the labelled lines say."""
    layout = Layout(lines)
    filled = [line for line in lines if line.text]
    _mark_boxes(filled, layout, language)
    for line in filled:
        if line.boxed and line.label is None:
            line.label = "furniture"
    _mark_lines_that_tell(filled, layout, language)
    captions.mark_pictures(lines, language)
    title = headline.find_headline(filled)
    if title is not None:
        mark_title(title, filled, layout, language)
    mark_head(filled, title, layout, language)
    mark_boilerplate(filled, language)
    mark_tail(filled, language)
    mark_author_note(filled, layout.byline)
    mark_appeals(filled, language)
    _mark_rest(filled)
    return layout


def _mark_boxes(filled: list[Line], layout: Layout, language: Language) -> None:
    for line in filled:
        if line.label is None and len(line.text) < 700:
            _mark_first_appeared(line, layout, language)
    for index, line in enumerate(filled):
        if line.label is None and len(line.text) < 90 and layout.signup is None:
            match = language.page.signup.fullmatch(line.plain)
            if match and not _is_menu(filled, index):
                layout.signup = _signup_box(filled, index, language)


def _mark_first_appeared(line: Line, layout: Layout, language: Language) -> None:
    pattern = language.page.first_appeared
    match = pattern.search(line.plain) if may_match(pattern, line.plain) else None
    if not match or match.start() > 40:
        return
    line.label = "first_appeared_in"
    if layout.first_appeared is None:
        parts = {key: value.strip(' «»„“”"') if value else None for key, value in match.groupdict().items()}
        layout.first_appeared = FirstAppeared(parts["newsletter"] or "", _publisher(match), parts["coverage"])


def _publisher(match: "re.Match[str]") -> str | None:
    """The publisher, where it is named after "from"; "a newsletter from X" may hide it in what the thing is."""
    found = match["publisher"]
    return found.strip() if found else None


def _is_menu(filled: list[Line], index: int) -> bool:
    """A sign-up line between other short lines at the very top belongs to the menu."""
    return index < 8 and all(line.word_count < 5 for line in filled[:index]) and index > 0


def _signup_box(filled: list[Line], index: int, language: Language) -> Signup:
    line = filled[index]
    line.label = "signup"
    before = filled[index - 1] if index else None
    if before is not None and before.label is None and language.page.signup_label.fullmatch(before.plain):
        before.label = "signup"
    tagline = filled[index + 1] if index + 1 < len(filled) else None
    fits = tagline is not None and tagline.label is None and len(tagline.text) <= 220 and tagline.main is not True
    if (
        tagline is not None
        and fits
        and not byline.read_byline(tagline, language)
        and not language.page.furniture.fullmatch(tagline.plain)
    ):
        tagline.label = "signup"
        return Signup(line.plain, tagline.plain)
    return Signup(line.plain)


def _mark_lines_that_tell(filled: list[Line], layout: Layout, language: Language) -> None:
    """Bylines, sources, dates and furniture: lines whose own words say what they are."""
    for index, line in enumerate(filled):
        if line.label is not None or len(line.text) > 320 or line.hint == "kicker":
            continue
        if (
            line.hint == "author"
            and index
            and (filled[index - 1].hint, filled[index - 1].label) == ("author", "byline")
        ):
            # Authors one below the other.
            more = (name for name in byline.names_in(line.text, language) if name not in layout.byline)
            line.label, layout.byline = "byline", (*layout.byline, *more)
            continue
        _mark_byline(line, layout, language)
        source = language.page.publication.fullmatch(line.plain) if line.label is None else None
        if source:
            line.label = "publication"
            layout.publication = layout.publication or source["name"].strip(" .")
        elif line.label is None and language.page.furniture.fullmatch(line.plain) and not _heads_story(line):
            line.label = "furniture"


def _heads_story(line: Line) -> bool:
    return line.hint == "h1" or (line.hint == "p" and line.main is True and line.word_count > 12)


def _mark_byline(line: Line, layout: Layout, language: Language) -> None:
    if line.hint == "date":
        line.label = "publication"
        layout.stated.append(line.text)
        return
    if line.hint == "author":
        known = byline.read_byline(line, language)
        line.label = "byline"
        layout.byline = layout.byline or (known[0] if known else byline.names_in(line.text, language))
        return
    if language.page.helper_byline.fullmatch(line.plain) and (line.word_count <= 14 or line.text.endswith(")")):
        line.label = "byline"
        return
    found = byline.read_byline(line, language)
    if found is None:
        _mark_dated_byline(line, layout, language)
        return
    line.label = "byline"
    names, written_for = found
    layout.byline = layout.byline or names
    layout.written_for = layout.written_for or written_for
    # "By Ann Lee | May 4, 2021": the date is only looked for where the line goes on after the names.
    if any(c.isdigit() for c in line.text):
        layout.stated.append(line.text)


def _mark_dated_byline(line: Line, layout: Layout, language: Language) -> None:
    """ "Ann Lee, 3 May 2020" says who and when without a word of it."""
    dated = None if layout.byline or line.hint not in NAME_HINTS else byline.split_dated(line.plain)
    if dated is not None and is_date_line(dated[1], language):
        line.label, layout.byline = "byline", (dated[0],)
        layout.stated.append(dated[1])


def _mark_rest(filled: list[Line]) -> None:
    lede = False
    for index, line in enumerate(filled):
        if line.label is not None:
            continue
        if line.main is False:
            line.label = "furniture"
        elif not lede and _may_be_lede(line):
            line.label, lede = "lede", True
        elif line.hint in ("blockquote", "li", "table", "figcaption"):
            line.label = {"blockquote": "quote", "li": "list", "table": "table"}.get(line.hint, "caption")  # type: ignore[assignment]
        elif _is_heading(line, islice(filled, index + 1, index + 1 + _FOLLOWING), lede=lede):
            line.label = "heading"
        else:
            line.label = "list" if line.hint == "" and _LIST.match(line.text) else "body"
    _drop_last_headings(filled)


def _drop_last_headings(filled: list[Line]) -> None:
    """A heading with nothing under it heads what was removed."""
    for line in reversed(filled):
        if line.label in ("lede", "body", "quote", "list", "table"):
            return
        if line.label == "heading":
            line.label = "furniture"


def _may_be_lede(line: Line) -> bool:
    if line.hint not in ("", "p", "div", "standfirst", "h2", "h3", "blockquote"):
        return False
    return (
        line.hint == "standfirst"
        or line.word_count >= PROSE_WORDS
        or (bool(ENDS.search(line.text)) and line.word_count >= 5)
    )


def _is_heading(line: Line, after: Iterable[Line], *, lede: bool) -> bool:
    if re.fullmatch(r"h[1-6]", line.hint):
        return True
    if (line.hint and line.strong < 0.9) or not lede or line.word_count > _HEADING_WORDS or len(line.text) > 100:
        return False
    bare = line.text.rstrip("”»’\"' ")
    if (ENDS.search(line.text) and not bare.endswith(("?", "!"))) or _LIST.match(line.text):
        return False
    following = next((other for other in after if other.label is None or other.label in ("caption", "heading")), None)
    return following is not None and line.text[:1] not in "–—-" and following.word_count > line.word_count
