"""The two small pieces that stand hundreds of times on a situation's page: a date, and what a fact rests on.

Written in Python because including a template for each took a third of the time in which the page is made
(benchmarks/situation.py).
"""

from collections.abc import Iterator

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from beetroot.record.rendering.shapes import Backing, Place, SourceView, When

register = template.Library()
_HEADLINE, _TITLE = 60, 160


@register.filter
def dated(when: When | None) -> SafeString:
    """A date in words, with the first day it may mean for machines and the words as printed as its title."""
    if not when:
        return mark_safe("")
    said = when.relative or when.printed
    title = format_html(' title="{}"', said) if said else ""
    if when.earliest:
        return format_html('<time datetime="{}"{}>{}</time>', when.earliest, title, when.words)
    return format_html("<span{}>{}</span>", title, when.words)


@register.filter
def letter(number: int) -> str:
    """1 as "A", 2 as "B" …, as a list of `upper-alpha` counts: past 26 "AA", "AB" …"""
    tens, one = divmod(number - 1, 26)
    return (chr(64 + tens) if tens else "") + chr(65 + one)


@register.filter
def backing(rests_on: Backing) -> SafeString:
    """What a fact rests on: our own story first, then sources elsewhere."""
    parts = [*map(_place, rests_on.places[:1])]
    if rests_on.sources:
        parts.append(format_html_join("; ", "{}", ((one,) for one in map(_source, rests_on.sources))))
    return _backing(rests_on, parts)


@register.filter
def backing_here(rests_on: Backing) -> SafeString:
    """The same under the story itself: the way to the sentence, and sources only where there is none."""
    return _backing(rests_on, list(_here(rests_on)))


def _here(rests_on: Backing) -> Iterator[SafeString]:
    for place in rests_on.places[:1]:
        title = Truncator(place.exact).chars(_TITLE)
        yield format_html('<a href="{}" title="{}">{}</a>', place.fragment, title, _("in the text"))
    if not rests_on.places and rests_on.sources:
        yield format_html_join("; ", "{}", ((one,) for one in map(_source, rests_on.sources)))


def _backing(rests_on: Backing, parts: list[SafeString]) -> SafeString:
    inside = format_html_join(" · ", "{}", ((one,) for one in parts))
    missing = format_html("<em>{}</em>", _("source to be found")) if rests_on.is_missing else ""
    return format_html('<span class="backing">{}{}</span>', inside, missing)


def _place(place: Place) -> SafeString:
    headline = Truncator(place.headline).chars(_HEADLINE)
    return format_html('<a href="{}">{}</a>', place.address, headline) if place.address else format_html("{}", headline)


def _source(source: SourceView) -> SafeString:
    name = source.publisher or source.title
    if source.url:
        return format_html('<a href="{}" rel="noopener noreferrer external">{}</a>', source.url, name)
    return format_html('<span title="{}">{}</span>', source.title, name)
