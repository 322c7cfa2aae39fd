"""Words and numbers of the tour's page."""

from django import template

register = template.Library()

_WORDS = {"first_appeared_in": "first appeared in", "signup": "sign-up box", "furniture": "page furniture"}


@register.filter
def per_mille(percent: float) -> str:
    """A share in percent as a length of 1000, with a point whatever the language."""
    return f"{percent * 10:.2f}"


@register.filter
def label_words(label: str) -> str:
    """The account's label as a person would say it."""
    return _WORDS.get(label, label)
