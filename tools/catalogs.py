"""Catalogs of what readers see: `check` finds words without a translation and compiled files out of step, `update`
takes new words up into the .po files and compiles them. Desk texts are not in them.

One folder a language in beetroot/locale; a further one is added with `update xx` and a line in settings.LANGUAGES.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "beetroot" / "locale"
SEEN_BY_READERS = (
    "beetroot/config/settings.py",
    "beetroot/public/views/*.py",
    "beetroot/public/templatetags/*.py",
    "beetroot/public/templates/public/*.html",
    "beetroot/audience/rendering.py",
    "beetroot/audience/models.py",
    "beetroot/audience/rules/stored.py",
    "beetroot/feedback/rules.py",
    "beetroot/audience/templates/audience/mail/*",
    "beetroot/issues/rendering/*.py",
    "beetroot/issues/templates/issues/mail/*",
    "beetroot/issues/templates/issues/web/*",
    "beetroot/stories/rendering/*.py",
    "beetroot/stories/templates/stories/blocks/*",
    "beetroot/public/templates/public/situation/*.html",
    "beetroot/record/rendering/*.py",
    "beetroot/record/rules/vocabulary.py",
)
#: What only the desk and those who read data meet.
NOT_THESE = ("api.html", "problems.py", "board.py", "desk.py", "inserting.py", "warning.py")
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]")
#: Without dates and names, so that the file changes with its words alone.
_HEAD = """msgid ""
msgstr ""
"Language: %(language)s\\n"
"Plural-Forms: %(plural)s\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def files() -> Iterator[Path]:
    """Every file whose words readers see."""
    for pattern in SEEN_BY_READERS:
        yield from (path for path in sorted(ROOT.glob(pattern)) if path.name not in NOT_THESE)


#: Month names as they stand in a date, where Django's own catalog of a language lacks them.
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WITHOUT_MONTHS = ("be",)


def words(language: str = "") -> Catalog:
    """All of them, in the order in which they occur."""
    catalog = Catalog()
    for month in _MONTHS if language in _WITHOUT_MONTHS else ():
        catalog.add(month, context="alt. month")
    for path in files():
        text = path.read_text()
        source = text if path.suffix == ".py" else templatize(text)
        for _line, message, _comments, context in extract("python", BytesIO(source.encode()), _KEYWORDS):
            catalog.add(message, locations=[(str(path.relative_to(ROOT)), None)], context=context)
    return catalog


def is_in_step(catalog: Catalog, mo: Path) -> bool:
    """Whether the .mo file says the same. Not whether its bytes are the same: its head has a date."""
    return mo.exists() and _said(read_mo(BytesIO(mo.read_bytes()))) == _said(catalog)


def _said(catalog: Catalog) -> dict[object, object]:
    return {
        (_forms(message.id), _context(message)): _forms(message.string)
        for message in catalog
        if message.id and any(message.string)
    }


def _context(message: Message) -> str:
    """Babel reads it as bytes from a .mo file."""
    context = message.context or ""
    return context.decode() if isinstance(context, bytes) else context


def _forms(words: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def problems(language: str) -> Iterator[str]:
    """What is wrong with one language, a line each."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    catalog = read_po(BytesIO(path.read_bytes()), locale=language)
    for message in words(language):
        if message.id and (fault := _fault(catalog, message)):
            yield f"{language}: {fault}: {message.id!r}"
    mo = path.with_suffix(".mo")
    if not is_in_step(catalog, mo):
        yield f"{language}: {mo.name} is not made from {path.name}; run `make catalogs`"


def _fault(catalog: Catalog, message: Message) -> str:
    found = catalog.get(message.id, message.context)
    if found is None or found.fuzzy:
        return "not translated"
    said = _forms(found.string or "")
    if not all(said):
        return "not translated"
    wanted = set(_PLACE.findall("".join(_forms(message.id))))
    return "" if all(set(_PLACE.findall(form)) == wanted for form in said) else "other placeholders"


def update(language: str) -> None:
    """Takes up new words, drops those that are gone, compiles."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    old = read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog()
    catalog = Catalog(locale=language, header_comment="", fuzzy=False)
    for message in words(language):
        if message.id:
            known = old.get(message.id, message.context)
            catalog.add(message.id, known.string if known else None, message.locations, context=message.context)
    with path.open("wb") as file:
        write_po(file, catalog, width=120, omit_header=True, include_lineno=False)
    path.write_text(_HEAD % {"language": language, "plural": catalog.plural_forms} + path.read_text())
    catalog = read_po(BytesIO(path.read_bytes()), locale=language)
    if not is_in_step(catalog, path.with_suffix(".mo")):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


def languages() -> list[str]:
    """Those that have a folder."""
    return sorted(path.name for path in LOCALE.iterdir() if path.is_dir())


def main(arguments: list[str]) -> int:
    """Exit code 1 where `check` finds something."""
    settings.configure(USE_I18N=True)
    if arguments[:1] == ["update"]:
        for language in arguments[1:] or languages():
            update(language)
        return 0
    found = [line for language in languages() for line in problems(language)]
    for line in found:
        print(line)  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
