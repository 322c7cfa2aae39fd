"""Russian speech on own sentences: what is found, who speaks, and which forms of a name are one person."""

import pytest

from beetroot.reading import read
from beetroot.reading.forms import name_key, nominative
from benchmarks.reading_russian import FOLDER, measure

BEFORE = (
    "Сельский учитель\n\nАвтор: Редакция\n\nУчитель Иван Корсак пришёл на мост. С ним пришла инженер Вера Соколова.\n\n"
)
AFTER = "\n\nПотом все пошли домой, и вечер в городе был тихим и долгим для всех.\n"


def every(sentence: str):
    return read(BEFORE + sentence + AFTER, language="ru").quotations


@pytest.mark.parametrize(("name", "least"), [("ru", (0.93, 0.85)), ("ru-unseen", (0.93, 0.80))])
def test_russian_sentences_that_quote_are_found_with_their_speakers(name, least, capsys):
    scores = measure(FOLDER / f"{name}.txt")
    assert scores["sentences"] >= least[0]
    assert scores["with speaker"] >= least[1]


@pytest.mark.parametrize(
    ("sentence", "words", "speaker"),
    [
        ("— Мост стоит, — сказала Соколова. — И будет стоять.", ["Мост стоит,", "И будет стоять."], "Вера Соколова"),
        ("По её словам, «мост старше города» на сто лет.", ["мост старше города"], "Вера Соколова"),
        ("Корсак ответил коротко: «Нет».", ["Нет"], "Иван Корсак"),
        ("Как выразился Корсак, мост — «это характер».", ["это характер"], "Иван Корсак"),
        ("«Мост крепкий», — заметила она.", ["Мост крепкий"], "Вера Соколова"),
        ("«Мост крепкий», — заметил учитель.", ["Мост крепкий"], "Иван Корсак"),
    ],
)
def test_dashes_pronouns_and_titles_lead_to_the_speaker(sentence, words, speaker):
    found = [q for q in every(sentence) if q.mode != "indirect"]
    assert [q.text for q in found] == words
    assert {q.speaker for q in found} == {speaker}


@pytest.mark.parametrize(
    ("sentence", "text", "speaker", "attribution"),
    [
        ("По словам Ивана Корсака, мост старый.", "мост старый.", "Иван Корсак", "named"),
        ("Как сообщила Соколова, мост закроют.", "мост закроют.", "Вера Соколова", "named"),
        ("Мост закроют, сообщает «Речная газета».", "Мост закроют", "Речная газета", "media"),
        ("В мэрии заявили, что мост закроют.", "мост закроют.", "мэрии", "group"),
        ("Эксперты считают, что мост простоит долго.", "мост простоит долго.", None, "unnamed"),
        ("Позже Корсак опроверг эти слухи.", "эти слухи.", "Иван Корсак", "named"),
    ],
)
def test_reported_statements_have_a_source(sentence, text, speaker, attribution):
    (found,) = every(sentence)
    assert (found.mode, found.text, found.speaker, found.attribution) == ("indirect", text, speaker, attribution)


@pytest.mark.parametrize(
    "sentence",
    [
        "Кафе «Переправа» у моста закрылось.",
        "Так называемый «народный мост» строили трижды.",
        "Вчера команда «Спартак» играла у моста.",
        "Только треть жителей считает, что мост «пора снести».",
    ],
)
def test_names_and_terms_in_marks_are_no_speech(sentence):
    assert [q for q in every(sentence) if q.mode != "indirect"] == []


def test_similar_views_are_noted():
    *_, found = every("Корсак считает, что мост старый. Схожего мнения придерживается инженер Вера Соколова.")
    assert (found.speaker, found.agrees_with) == ("Вера Соколова", "Иван Корсак")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alexander Lukashenko", "Aliaksandr Lukashenka"),
        ("Alexander Lukashenko", "Александр Лукашенко"),
        ("Александр Лукашенко", "Аляксандр Лукашэнка"),
        ("Vera Sokolova", "Vera Sokolova’s"),
        ("Веры Соколовой", "Вера Соколова"),
        ("Volodymyr Zelenskyy", "Volodymyr Zelensky"),
    ],
)
def test_spellings_cases_and_scripts_of_a_name_are_one(one, other):
    assert name_key(one) == name_key(other)


def test_one_person_in_three_spellings_is_one_actor():
    text = "President Alexander Lukashenko spoke first. Aliaksandr Lukashenka (Александр Лукашенко) then left the hall."
    actors = read(text + "\n\nThe hall was empty by the evening, and the doors were shut.\n").actors
    (person,) = [actor for actor in actors if actor.kind == "Person"]
    assert person.name == "Alexander Lukashenko"
    assert {"Aliaksandr Lukashenka", "Александр Лукашенко"} <= set(person.aliases)


def test_a_name_is_given_in_the_nominative():
    names = {"female": frozenset({"вера"}), "male": frozenset({"пётр", "иван"})}
    assert nominative("Веры Соколовой", **names) == "Вера Соколова"
    assert nominative("Петра Гринько", **names) == "Пётр Гринько"
    assert nominative("Ивану Корсаку", **names) == "Иван Корсак"
    assert nominative("Jane Doe", **names) == "Jane Doe"


def test_a_country_in_front_of_a_name_is_part_of_the_title():
    (found,) = every("Об этом сказал президент Чехии Милош Земан: «Мост стоит».")
    assert (found.speaker, found.role) == ("Милош Земан", "президент Чехии")


def test_names_of_the_tagger_take_the_place_of_the_rules_and_places_are_nobody():
    from beetroot.reading.names import Mention
    from beetroot.reading.tagging import Tag, with_tags

    text = "Мэр Лена Ост и Лесной банк"
    rules = [Mention("Лена", 4, 8, "Мэр", False, False), Mention("Лесной", 15, 21, None, False, False)]
    found = with_tags(rules, [Tag(4, 12, "Person"), Tag(15, 26, "Organization"), Tag(15, 21, "Place")], text)
    assert [mention.text for mention in found] == ["Лена Ост", "Лесной банк"]


def test_without_the_tagger_a_russian_story_is_read_and_says_so_once(monkeypatch):
    from beetroot.reading import tagging

    monkeypatch.setattr(tagging, "_tagger", lambda: None)
    reading = read(BEFORE + "«Мост крепкий», — заметил учитель." + AFTER)
    assert reading.notes == (tagging.MISSING,)
    assert [q.text for q in reading.quotations if q.mode == "direct"] == ["Мост крепкий"]


def test_with_the_tagger_nothing_is_missing():
    pytest.importorskip("natasha")
    assert read(BEFORE + "«Мост крепкий», — заметил учитель." + AFTER).notes == ()
