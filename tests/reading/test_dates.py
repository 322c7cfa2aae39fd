import pytest
from edtf import parse_edtf

from beetroot.reading import read
from beetroot.reading.facts import find_facts
from beetroot.reading.feasts import eastern_easter, western_easter
from beetroot.reading.languages import words_for
from beetroot.reading.model import DateMention
from beetroot.reading.story import Part
from beetroot.reading.story import Story as Told
from tests.reading.news import Story, stories

AFTER = "\n\nThe meeting in the old town hall went on until the evening, and then everybody there walked home.\n"


def found(story: Story) -> tuple[DateMention, ...]:
    parts, at = [], 0
    for line in story.text.split("\n"):
        parts.append(Part("body", at, at + len(line), line))
        at += len(line) + 1
    told = Told(story.text, tuple(parts), None, (), (), ())
    return find_facts(told, words_for("en"), given=story.published).dates


def test_nearly_all_dates_of_labelled_news_are_found_and_resolved():
    wrong, total = [], 0
    for story in (*stories("en-news.txt"), *stories("en-news-held-out.txt")):
        dates = found(story)
        for marked in story.dates:
            total += 1
            values = [d.edtf for d in dates if d.start < marked.end and d.end > marked.start]
            if marked.edtf == "null":
                assert not any(values)
            elif marked.edtf.rstrip("~") not in [(value or "").rstrip("~") for value in values]:
                wrong.append((story.published, story.text[marked.start : marked.end], marked.edtf, values))
    assert total >= 150
    assert len(wrong) <= total * 0.02, wrong


def test_every_value_is_edtf():
    values = [date.edtf for story in stories("en-news.txt") for date in found(story) if date.edtf]
    assert all(parse_edtf(value) for value in values)


def dates(sentence: str, published: str | None = "2022-11-04"):
    return {date.text: date.edtf for date in read(sentence + AFTER, published=published).dates}


@pytest.mark.parametrize(
    ("sentence", "words", "edtf"),
    [
        ("The court will rule on January 15.", "January 15", "2023-01-15"),
        ("The court ruled on January 15.", "January 15", "2022-01-15"),
        ("The vote is due on Nov. 8.", "Nov. 8", "2022-11-08"),
        ("The gates will open on Tuesday.", "Tuesday", "2022-11-08"),
        ("The gates opened on Tuesday.", "Tuesday", "2022-11-01"),
        ("The gates opened last Wednesday.", "last Wednesday", "2022-10-26"),
        ("The gates opened on Tuesday of last week.", "Tuesday of last week", "2022-10-25"),
        ("He resigned the day after Monday’s debate.", "the day after", "2022-11-01"),
        ("He resigned two weeks after the election.", "two weeks after", None),
        ("It was closed between May 3 and June 10, 2020.", "May 3", "2020-05-03"),
        ("It fell in the third quarter of 2021.", "the third quarter of 2021", "2021-35"),
        ("It fell last quarter.", "last quarter", "2022-35"),
        ("It fell in the first half of 2021.", "the first half of 2021", "2021-01/2021-06"),
        ("They met on Christmas Eve 1989.", "Christmas Eve 1989", "1989-12-24"),
        ("They met on the twenty-third of May, 1949.", "the twenty-third of May, 1949", "1949-05-23"),
        ("It was repaired over the past three years.", "over the past three years", "2019/2022"),
        ("It will be repaired in the coming years.", "in the coming years", None),
        ("It was written in the last century.", "last century", "19XX"),
        ("She works for USA Today and was there on May 2, 2020.", "May 2, 2020", "2020-05-02"),
        ("It has been closed since late September.", "since late September", "2022-09-21/.."),
        ("The mayor said that the ferry would return by summer.", "summer", "2023-22"),
        ("The mayor resigned over the summer.", "the summer", "2022-22"),
        ("The dam broke on March 31, 2021. By the following January it was dry.", "the following January", "2022-01"),
        ("It cost 12 euros at 1215 GMT.", "1215", "not found"),
        ("The jury sat over two days before finding him guilty.", "two days before", "not found"),
        ("They met on Good Friday.", "Good Friday", "2022-04-15"),
        ("It will open on Easter Monday.", "Easter Monday", "2023-04-10"),
        ("It burned on Orthodox Easter 2019.", "Orthodox Easter 2019", "2019-04-28"),
        ("They ate in silence on Thanksgiving 2020.", "Thanksgiving 2020", "2020-11-26"),
        ("The Easter Rising is taught at school.", "Easter", "not found"),
        ("They met on February 29.", "February 29", "2020-02-29"),
        ("They met on February 30.", "February 30", None),
    ],
)
def test_a_date_is_counted_from_what_it_depends_on(sentence, words, edtf):
    assert dates(sentence).get(words, "not found") == edtf


@pytest.mark.parametrize(
    ("sentence", "language", "edtf"),
    [
        ("Выборы пройдут в городе 15 января.", "ru", "2023-01-15"),
        ("Суд прошёл в городе 15 января.", "ru", "2022-01-15"),
        ("На Радуницу люди пришли на кладбище.", "ru", "2022-05-03"),
        ("Выбары адбудуцца ў горадзе 15 студзеня.", "be", "2023-01-15"),
        ("Суд адбыўся ў горадзе 15 студзеня.", "be", "2022-01-15"),
        ("У аўторак адбудзецца суд у горадзе.", "be", "2022-11-08"),
        ("На Вялікдзень людзі прыйшлі ў царкву.", "be", "2022-04-24"),
        ("Вибори відбудуться у місті 15 січня.", "uk", "2023-01-15"),
        ("Суд пройшов у місті 15 січня.", "uk", "2022-01-15"),
    ],
)
def test_slavic_dates_look_back_or_ahead_with_their_verb(sentence, language, edtf):
    found = read(" ".join([sentence] * 8), published="2022-11-04", language=language).dates
    assert {date.edtf for date in found} == {edtf}


@pytest.mark.parametrize(("year", "west", "east"), [(1999, "04-04", "04-11"), (2024, "03-31", "05-05")])
def test_easter_is_reckoned_in_the_west_and_in_the_east(year, west, east):
    assert (str(western_easter(year)), str(eastern_easter(year))) == (f"{year}-{west}", f"{year}-{east}")


def test_on_a_sunday_the_week_that_ends_is_the_last_one():
    assert dates("They met last Thursday.", "2018-10-21") == {"last Thursday": "2018-10-18"}


@pytest.mark.parametrize(
    ("told", "published"),
    [
        ("The bank cut its rate in May 2024 and again on Thursday.", "2024-10-24"),
        ("The election is due in May 2025, and rates are unchanged.", "2024-10-24"),
        ("The bank cut its rate in November 2023 and has held it since.", "2024-10-24"),
    ],
)
def test_a_dateline_without_a_year_has_that_of_the_dates_in_the_story(told, published):
    reading = read(f"Rates are held again\n\nBELGRAV, Oct 24 (Wire) - {told}{AFTER}")
    assert (reading.published, reading.published_from) == (published, "inferred")


def test_a_bare_day_belongs_to_the_month_told_last():
    text = "The coup failed on July 15, 2016. By the 18th, thousands of people had lost their posts in it."
    assert dates(text)["the 18th"] == "2016-07-18"


def test_names_with_a_day_in_them_are_no_dates():
    assert "Today" not in dates("A reporter of Russia Today asked about the bridge on Monday and got no answer.")


def test_somebodys_last_year_is_no_date():
    assert dates("The keeper’s last winter on the river and the mayor’s last year in office were long.") == {}


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The firm will offer the dam its new lander that it unveiled in May for the works.", "2019-05"),
        ("The envoy was due to be released in September after nine months.", "2019-09"),
        ("He asked to put off the hearing, which is scheduled to take place at the court of Lipnik in May.", "2020-05"),
    ],
)
def test_what_was_due_is_past_and_what_is_scheduled_lies_ahead(sentence, wanted):
    assert [date.edtf for date in read(sentence + AFTER, published="2019-11-19").dates][-1] == wanted
