"""Belarusian, Ukrainian and stories in two languages: structure, dates, quotations; own stories."""

import pytest

from beetroot.reading import read


@pytest.mark.parametrize(
    ("name", "language", "byline", "published", "heading"),
    [
        ("be-mill.txt", "be", "Ганна Лугавая", "2022-10-12", "Што далей"),
        ("uk-lighthouse.txt", "uk", "Оксана Гайова", "2021-05-05", "Хто платить"),
    ],
)
def test_a_story_has_its_language_and_its_parts(story, name, language, byline, published, heading):
    found = story(name)
    assert (found.language, found.byline, found.published) == (language, (byline,), published)
    assert [section.heading for section in found.sections] == [None, heading]
    assert len(found.photos) == len(found.removed) == 1
    assert found.notes == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "be-mill.txt",
            [
                ("Мы не верылі, што колы закруцяцца", "Зміцер Гарбач"),
                ("Яны закруціліся з першага разу", "Зміцер Гарбач"),
                ("Млын будзе працаваць штодня", "Алена Дубовік"),
                ("нашай электрастанцыяй", "Суседзі"),
                ("Мука свежая,", "Марыя Сак"),
                ("Такой у краме няма.", "Марыя Сак"),
            ],
        ),
        (
            "uk-lighthouse.txt",
            [
                ("Поки я живий, він світитиме", "Петро Лиман"),
                ("Човнів лише три, але вони повертаються вночі", "Петро Лиман"),
                ("Грошей вистачить до осені", "Ірина Вовк"),
                ("нашим вікном", "Місцеві"),
                ("Я бачу його з кухні,", "Остап Чайка"),
                ("Це краще за годинник.", "Остап Чайка"),
            ],
        ),
    ],
)
def test_spoken_words_have_their_speakers(story, name, expected):
    assert [(q.text, q.speaker) for q in story(name).quotations if q.mode != "indirect"] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "be-mill.txt",
            {
                "3 верасня 2022 года": "2022-09-03",
                "ў мінулым годзе": "2021",
                "20 жніўня 2022 года": "2022-08-20",
                "лістападзе": "2022-11",
            },
        ),
        (
            "uk-lighthouse.txt",
            {
                "1911 року": "1911",
                "квітні 2021 року": "2021-04",
                "минулого року": "2020",
                "14 січня 2021 року": "2021-01-14",
            },
        ),
    ],
)
def test_dates_are_found_in_their_own_words(story, name, expected):
    found = {date.text: date.edtf for date in story(name).dates}
    assert expected.items() <= found.items()


def test_a_paragraph_in_another_language_is_read_with_its_own_words():
    russian = (
        "«Мы уехали ночью, и никто не спал до самой границы», — рассказала Вера Соколова 3 мая 2021 года в Минске."
    )
    text = f"""The night train to the border

By Ada Lind

Vera Sokolova left the town with two bags. “It was dark,” she said on the platform of the station at the border.

{russian}

The train was late by an hour, and the people on it slept until the morning came over the river and the fields.
"""
    found = read(text)
    (stretch,) = found.languages
    assert (found.language, stretch.language) == ("en", "ru")
    assert found.text[stretch.start : stretch.end] == russian
    assert [(q.text.split()[0], q.speaker) for q in found.quotations] == [
        ("It", "Vera Sokolova"),
        ("Мы", "Вера Соколова"),
    ]
    assert [d.edtf for d in found.dates] == ["2021-05-03"]
    (person,) = [actor for actor in found.actors if actor.kind == "Person" and "okolov" in actor.name]
    assert "Вера Соколова" in person.aliases
