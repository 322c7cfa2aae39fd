"""A tie between two actors in words, with a verb that agrees with its subject."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beetroot.record.models import Relation
from beetroot.record.rules.grammar import is_plural, plural_verb


def tie(row: Relation) -> str:
    """“Western governments sanction Belarus”, and what the desk wrote about it."""
    parts = {"subject": row.subject.name, "verb": tie_verb(row), "object": row.object.name}
    words = _("%(subject)s %(verb)s %(object)s") % parts
    return f"{words}: {row.words}" if row.words else words


def tie_verb(row: Relation) -> str:
    """The verb; other languages than English name the tie with a noun, which needs no agreement."""
    verb = str(row.get_type_display())
    is_english = (get_language() or "en").startswith("en")
    return plural_verb(verb) if is_english and is_plural(row.subject.name, row.subject.schema) else verb
