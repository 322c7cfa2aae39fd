"""Readers are spoken to in their newsletter's language, on every page and in every letter."""

from __future__ import annotations

import gettext
import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from beetroot.audience.models import Subscription
from beetroot.newsroom.models import Newsletter
from tests.public.conftest import BASE, House

LOCALE = Path(__file__).parents[2] / "beetroot" / "locale"
LANGUAGES = ("ru", "be", "uk")


def english(language: str) -> list[str]:
    """Sentences and labels that would stand there if they were not translated."""
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    ids = [key for key, said in known.items() if isinstance(key, str) and key and "\x04" not in key and said != key]
    return [text for text in ids if "%" not in text and len(text) > 5]


def assert_speaks(language: str, text: str) -> None:
    words = unescape(re.sub(r"<(style|code|pre|option lang)\b.*?</", "", text, flags=re.DOTALL))
    for wrong in english(language):
        assert not re.search(rf"(?<!\w){re.escape(wrong)}(?!\w)", words), wrong


@pytest.fixture
def speak(house: House, client: Client):
    """The newsletter in a language, the newsroom in English; a look at a page that must be in that language."""

    def spoken(language: str):
        house.room.newsletter.language = language
        house.room.newsletter.cadence = "—"
        house.room.newsletter.save()

        def look(path: str, data: dict[str, str] | None = None) -> str:
            answer = client.get(path, follow=True) if data is None else client.post(path, data, follow=True)
            page = answer.content.decode()
            assert f'<html lang="{language}" dir="ltr">' in page
            assert_speaks(language, page)
            return page

        return look

    return spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_joins_chooses_and_leaves_in_the_newsletters_language(house: House, speak, language: str) -> None:
    look = speak(language)
    look("/sign-up/ferry/")
    look("/sign-up/ferry/", {"email": "no address"})
    look("/sign-up/ferry/", {"email": "ada@gmial.com"})
    look("/sign-up/ferry/", {"email": "ada@example.net"})
    house.work()
    confirmed = path_in(house)
    look(confirmed)
    look(confirmed, {"x": ""})
    for _ in range(3):
        house.work()
    reader = Subscription.objects.get()
    asked = re.search(r"/preferences/\S*", house.letters[-1].text)
    assert asked is not None
    look(asked.group())
    look(asked.group(), {"email": "ada@example.net"})
    house.work()
    house.work()
    chosen = path_in(house)
    assert "<option" in look(chosen)
    for deed in ({"do": "move", "email": "no"}, {"do": "move", "email": "b@example.net"}, {"do": "report"}):
        look(chosen, deed)
    house.work()
    house.work()
    look(next(found.group() for each in house.letters if (found := re.search(r"/move/\S+", each.text))))
    leave = house.leave_path(reader).replace("/leave/", f"/leave/{language}/")
    look(leave)
    look(leave, {"List-Unsubscribe": "One-Click"})
    house.work()
    back = path_in(house)
    assert back.startswith(f"/undo/{language}/")
    look(back)
    look(back, {"x": ""})
    for letter in house.letters:
        assert letter.language == language
        for part in (letter.subject, letter.text, letter.html or ""):
            assert_speaks(language, part)


def path_in(house: House) -> str:
    found = re.search(rf"{re.escape(BASE)}(\S+)", house.letters[-1].text)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_no_language_tells_the_state_of_an_address_or_a_true_link_from_a_false_one(
    house: House, client: Client, language: str
) -> None:
    Newsletter.objects.update(language=language)
    house.room.add_readers("boris")
    answers = {
        (answer.status_code, answer["Location"], answer.content, client.get(answer["Location"]).content)
        for name in ("boris", "nobody")
        if (answer := client.post("/sign-up/ferry/", {"email": f"{name}@example.net"}))
    }
    assert len(answers) == 1
    true = house.leave_path(Subscription.objects.get())
    pages = {
        client.post(path.replace("/leave/", f"/leave/{language}/")).content for path in (true, "/leave/" + "A" * 48)
    }
    assert len(pages) == 1


def test_a_link_that_names_an_unknown_language_works_in_the_newsrooms(house: House, client: Client) -> None:
    page = client.get("/leave/xx/" + "A" * 48).content.decode()
    assert '<html lang="en"' in page
    assert '<html lang="en"' in client.get("/preferences/?language=<script>").content.decode()
    assert '<html lang="uk"' in client.get("/preferences/?language=uk").content.decode()


@pytest.mark.parametrize(("language", "two", "five"), [("ru", "2 недели", "5 недель"), ("be", "2 тыдні", "5 тыдняў")])
def test_numbers_have_the_plural_of_the_language(language: str, two: str, five: str) -> None:
    with translation.override(language):
        said = [translation.ngettext("for %(weeks)s week", "for %(weeks)s weeks", n) % {"weeks": n} for n in (2, 5)]
    assert said == [f"на {two}", f"на {five}"]


def test_dates_are_written_as_the_language_declines_them() -> None:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = date_format(date(2026, 3, 13))
    assert said == {"ru": "13 марта 2026 г.", "be": "13 сакавіка 2026 г.", "uk": "13 березня 2026 р."}
