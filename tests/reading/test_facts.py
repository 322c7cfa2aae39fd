import pytest

from beetroot.reading import read

# Every story needs some running text around the sentence under test.
AFTER = "\n\nThe meeting in the old town hall went on until the evening, and then everybody there walked home.\n"
BEFORE = "Anna Lis, a hydrologist at the River Institute, spoke first. Governor Peter Holm answered her.\n\n"


def quotations(sentence: str, published: str | None = None):
    return [q for q in read(BEFORE + sentence + AFTER, published=published).quotations if q.mode != "indirect"]


def figures(sentence: str):
    return read(sentence + AFTER).figures


def dates(sentence: str, published: str | None = "2022-11-04"):
    return {date.text: date.edtf for date in read(sentence + AFTER, published=published).dates}


@pytest.mark.parametrize(
    ("sentence", "words", "speaker", "cue"),
    [
        ("“The dam will hold,” Lis said on the bridge.", "The dam will hold,", "Anna Lis", "said"),
        ("“The dam will hold,” said Lis on the bridge.", "The dam will hold,", "Anna Lis", "said"),
        ('"The dam will hold," Lis told The Courier.', "The dam will hold,", "Anna Lis", "told"),
        ("Holm warned: “Do not swim here.”", "Do not swim here.", "Peter Holm", "warned"),
        ("Holm called the river “a sleeping animal” last night.", "a sleeping animal", "Peter Holm", "called"),
        ("„Der Damm hält“, she added.", "Der Damm hält", "Anna Lis", "added"),
        ("«The dam will hold», Holm insisted.", "The dam will hold", "Peter Holm", "insisted"),
        ("According to Lis, the dam is “older than the law” by now.", "older than the law", "Anna Lis", "according to"),
        ("Holm was quick to point out that the gate “is rusty.”", "is rusty.", "Peter Holm", "point out"),
        ("“Well,” the hydrologist explained, and left the room.", "Well,", "Anna Lis", "explained"),
    ],
)
def test_a_quotation_has_its_exact_words_and_its_speaker_in_full(sentence, words, speaker, cue):
    (found,) = quotations(sentence)
    assert (found.text, found.speaker, found.cue) == (words, speaker, cue)
    assert found.attribution == "named"


def test_a_second_quotation_in_the_paragraph_keeps_the_speaker():
    first, second = quotations("“It holds,” Lis said. “It has held for a hundred years.”")
    assert (first.speaker, second.speaker) == ("Anna Lis", "Anna Lis")
    assert (second.rule, second.cue) == ("same paragraph", None)
    assert second.confidence < first.confidence


def test_role_and_organisation_come_from_the_first_mention():
    (found,) = quotations("“The dam will hold,” Lis said.")
    assert (found.speaker_as_written, found.role, found.organization) == ("Lis", "hydrologist", "River Institute")


def test_a_quotation_goes_on_in_the_next_paragraph():
    first, second, third = quotations("“It holds,” Lis said. “It has held in every flood.\n\n“And it will hold again.”")
    assert {first.speaker, second.speaker, third.speaker} == {"Anna Lis"}
    assert third.rule == "continued quotation"


def test_one_bad_mark_costs_at_most_one_quotation():
    found = quotations("“The gate is open, Holm said. “The dam holds,” Lis said. “The water is high,” Holm said.")
    assert [q.text for q in found] == ["The dam holds,", "The water is high,"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The so-called “people’s dam” stands above the town.",
        "The plan has 28 “river steps” in all.",
        "The book “The Long Water” lies in the window.",
        "Its stated aim is the “freedom of the river.”",
        "Only one in five think that guards “would open the gate.”",
    ],
)
def test_terms_titles_slogans_and_poll_wording_are_nobodys_words(sentence):
    assert quotations(sentence) == []


def test_where_and_when_it_was_said_is_kept():
    (tweet,) = quotations("“It holds,” Lis wrote in a tweet on November 2.", published="2022-11-04")
    assert (tweet.medium, tweet.said_at) == ("in a tweet", "2022-11-02")
    (told,) = quotations("“It holds,” Lis told The Courier.")
    assert told.medium == "told The Courier"


def test_unnamed_sources_stay_without_a_name():
    reading = read(f"{BEFORE}The dam could break within a year of use, experts told The Courier.{AFTER}")
    (found,) = [q for q in reading.quotations if q.mode == "indirect"]
    assert (found.speaker, found.speaker_as_written, found.attribution) == (None, "experts", "unnamed")


def test_a_denial_in_brackets_is_noted():
    (found,) = quotations("Local media reported that guards had begun a “quiet flood” (something Holm later denied).")
    assert (found.attribution, found.denied_by) == ("media", "Peter Holm")


def test_russian_speech_with_its_verb_between_dashes_is_two_quotations():
    text = (
        "Учитель Иван Корсак пришёл на мост. «Я не инженер, — сказал он. — Но мост стоит», — и все засмеялись громко."
    )
    found = read(text + "\n\nПотом все пошли домой, и вечер в городе был тихим и долгим для всех.").quotations
    assert [q.text for q in found] == ["Я не инженер,", "Но мост стоит"]
    assert {q.speaker for q in found} == {"Иван Корсак"}


@pytest.mark.parametrize(
    ("sentence", "words", "edtf"),
    [
        ("The dam broke on March 3, 2020.", "March 3, 2020", "2020-03-03"),
        ("The dam broke on 3 March 2020.", "3 March 2020", "2020-03-03"),
        ("The dam broke in August 2020.", "August 2020", "2020-08"),
        ("The dam broke on November 2.", "November 2", "2022-11-02"),
        ("The dam broke on December 24.", "December 24", "2021-12-24"),
        ("It has been closed since 2020.", "since 2020", "2020/.."),
        ("It was built in the 19th century.", "the 19th century", "18XX"),
        ("It was painted in the 1970s.", "the 1970s", "197X"),
        ("It was repaired in mid-September.", "mid-September", "2022-09-11/2022-09-20"),
        ("It was repaired in late 2019.", "late 2019", "2019-09/2019-12"),
        ("It was repaired last week.", "last week", "2022-10-24/2022-10-30"),
        ("It was repaired last month.", "last month", "2022-10"),
        ("It was repaired yesterday.", "yesterday", "2022-11-03"),
        ("It was repaired on Tuesday.", "Tuesday", "2022-11-01"),
        ("It was repaired this year.", "this year", "2022"),
        ("It was repaired three years ago.", "three years ago", "2019"),
        ("It was repaired in the summer of 2014.", "the summer of 2014", "2014-22"),
        ("It was open from 2016 to 2019.", "from 2016 to 2019", "2016/2019"),
        ("It was repaired several months ago.", "several months ago", None),
    ],
)
def test_a_date_is_written_as_edtf(sentence, words, edtf):
    assert dates(sentence) == {words: edtf}


def test_later_and_earlier_count_from_what_was_told_last(story):
    found = {date.text: date for date in story("en-ferry.txt").dates}
    assert (found["Ten months later"].edtf, found["Ten months later"].relative_to) == ("2022-01", "2021-03")
    earlier = found["Three weeks earlier"]
    assert (earlier.edtf, earlier.relative_to) == ("2021-12-30", "2022-01-20")
    assert earlier.confirmed_by == "December 30, 2021"


def test_a_story_without_a_date_gets_one_inferred_and_marked(story):
    ferry = story("en-ferry.txt")
    assert (ferry.published, ferry.published_from) == ("2022-01~", "inferred")


def test_every_date_is_valid_edtf(story):
    from edtf import parse_edtf

    for name in ("en-ferry.txt", "en-orchard.html", "en-school.md", "ru-library.txt"):
        for date in story(name).dates:
            assert date.edtf is None or parse_edtf(date.edtf)


@pytest.mark.parametrize(
    ("sentence", "words", "value", "qualifier", "unit"),
    [
        ("Some 700 people came.", "Some 700", 700, "about", None),
        ("Just shy of 6,000 people came.", "Just shy of 6,000", 6000, "less_than", None),
        ("Tens of thousands of people came.", "Tens of thousands", None, "vague", None),
        ("The dam lost 30 percent of its water.", "30 percent", 30, "exact", "percent"),
        ("Only three percent of people came.", "three percent", 3, "exact", "percent"),
        ("One in four believe it will break.", "One in four", 25, "exact", "percent"),
        ("The lake lost nearly a third of its water.", "nearly a third", 33.3, "less_than", "percent"),
        ("The lake lost more than half of its water.", "more than half", 50, "more_than", "percent"),
        ("The dam cost $3.5 million to build.", "$3.5 million", 3_500_000, "exact", "USD"),
        ("The dam cost at least 200,000 euros to build.", "at least 200,000 euros", 200_000, "more_than", "EUR"),
        ("Two hundred and fifty guards came.", "Two hundred and fifty", 250, "exact", None),
    ],
)
def test_a_figure_has_value_qualifier_and_unit(sentence, words, value, qualifier, unit):
    (found,) = figures(sentence)
    assert (found.text, found.value, found.qualifier, found.unit) == (words, value, qualifier, unit)


def test_a_range_has_two_ends():
    (found,) = figures("Between 20 and 30 guards stood on the dam.")
    assert (found.value, found.low, found.high, found.what) == (None, 20, 30, "guards")


@pytest.mark.parametrize(
    "sentence",
    [
        "They sold it for two kopecks.",
        "It happened on May 4, 2021.",
        "One of them left.",
        "The Mi-24 flew over.",
        "It began at 9:30.",
    ],
)
def test_idioms_dates_clock_times_and_names_are_no_figures(sentence):
    assert figures(sentence) == ()


def test_a_figure_is_said_by_whoever_is_quoted_or_polled(story):
    said = {figure.text: figure.said_by for figure in story("en-ferry.txt").figures}
    assert said["two weeks"] == "Ilze Bērza"
    assert said["61 percent"] == "Vidzeme Institute"


def test_capitals_are_governments_only_where_they_act():
    text = "Moscow and Minsk signed a treaty in 1999, officials said. A rally in Minsk was broken up by the police."
    actors = {actor.name: actor for actor in read(text + AFTER).actors}
    assert actors["Government of Russia"].aliases == ("Moscow",)
    assert actors["Government of Belarus"].kind == "PublicBody"


def test_a_poll_names_its_pollster_and_shares(story):
    (poll,) = story("en-ferry.txt").polls
    assert (poll.pollster, poll.shares) == ("Vidzeme Institute", (61.0, 25.0))


def test_an_agreement_says_what_state_it_is_in(story):
    (agreement,) = story("en-ferry.txt").agreements
    assert (agreement.name, agreement.status) == ("Friendship programme", "signed, never fully implemented")
    assert agreement.signed == "1998"


def test_events_are_dated_things_that_happened_not_plans():
    text = "Anna Lis opened the dam in May 2019. The council will close it in May 2030."
    events = read(text + AFTER, published="2022-01-01").events
    assert [(event.edtf, event.actors) for event in events] == [("2019-05", ("Anna Lis",))]
