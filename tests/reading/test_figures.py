import pytest

from beetroot.reading import read

AFTER = "\n\nThe meeting in the old town hall went on until the evening, and then everybody there walked home.\n"


def figures(sentence: str):
    return read(sentence + AFTER).figures


@pytest.mark.parametrize(
    ("sentence", "text", "value", "unit", "what"),
    [
        ("The fund lost $2.75 million last year.", "$2.75 million", 2_750_000, "USD", None),
        ("About two dozen soldiers were killed.", "About two dozen", 24, None, "soldiers"),
        ("Half a million people live without water.", "Half a million", 500_000, None, "people"),
        ("A quarter of a million people marched.", "A quarter of a million", 250_000, None, "people"),
        ("One and a half million tons of grain rotted.", "One and a half million tons", 1_500_000, "t", "grain"),
        ("The rate was cut to minus 0.5 percent.", "minus 0.5 percent", -0.5, "percent", None),
        ("It fell by 8 percentage points.", "8 percentage points", 8, "percentage points", None),
        ("€3bn was set aside for roads.", "€3bn", 3 * 10**9, "EUR", None),
        ("The 27 members of the union agreed.", "27", 27, None, "members"),
        ("Only 18% trust the court.", "18%", 18, "percent", None),
        ("Its population of nearly 9.3 million is shrinking.", "nearly 9.3 million", 9_300_000, None, "population"),
        ("The 1,000-kilometer border was closed.", "1,000-kilometer", 1000, "km", "border"),
        ("Faulty kit was put into 34m homes across the country.", "34m", 34_000_000, None, "homes"),
        ("Donations came in from 38 states.", "38", 38, None, "states"),
        ("The bank cut its rate by 25 basis points.", "25 basis points", 25, "basis points", None),
        ("Food prices rose 11.4% in a year.", "11.4%", 11.4, "percent", "Food prices"),
        ("The margin of error is plus or minus 3 points.", "3", 3, None, "points"),
        ("It raised 400,000 rubles ($4,380) in a day.", "$4,380", 4380, "USD", None),
        ("The budget grew to $41 million, over four years.", "four years", 4, "a", None),
        ("Five of the candidates were jailed by two hundred men.", "two hundred", 200, None, "men"),
    ],
)
def test_a_figure_says_how_many_of_what(sentence, text, value, unit, what):
    found = next(figure for figure in figures(sentence) if figure.text == text)
    assert (found.value, found.unit, found.what) == (value, unit, what)


@pytest.mark.parametrize(
    ("sentence", "low", "high", "qualifier", "unit"),
    [
        ("Some 5–7 million people fled the country.", 5_000_000, 7_000_000, "about", None),
        ("Between two and three people died each day.", 2, 3, "exact", None),
        ("The ministry spent between $3 million and $5 million on it.", 3_000_000, 5_000_000, "exact", "USD"),
        ("Growth of between 1.8% and 2.1% is forecast.", 1.8, 2.1, "exact", "percent"),
        ("From 20 to 30 percent of voters stayed at home.", 20, 30, "exact", "percent"),
    ],
)
def test_a_range_keeps_both_ends_and_what_qualifies_it(sentence, low, high, qualifier, unit):
    (found,) = figures(sentence)
    assert (found.low, found.high, found.qualifier, found.unit) == (low, high, qualifier, unit)


def test_of_a_number_of_a_number_both_count_the_same():
    part, whole = figures("Roughly 1,200 of the 3,400 prisoners were freed.")
    assert (part.what, whole.what) == ("prisoners", "prisoners")


def test_a_share_that_names_nothing_is_of_what_the_last_one_was():
    first, second = figures("He won 80.1 percent of the vote; she won 10.1 percent.")
    assert (first.what, second.what) == ("vote", "vote")
    assert second.confidence < first.confidence


def test_a_sentence_that_is_somebodys_words_as_a_whole_gives_its_figures_a_speaker():
    text = (
        "Analyst Bo Ek spoke first. The army, he explained, is “largely a promise” that lacks some"
        " 20,000 men it would need."
    )
    (found,) = [figure for figure in figures(text) if figure.value == 20_000]
    assert found.said_by == "Bo Ek"


def test_metres_are_no_millions():
    (found,) = [figure for figure in figures("The wall is 5 m high and cost $5m to build.") if figure.unit == "USD"]
    assert found.value == 5_000_000


def test_a_change_from_one_value_to_another_is_no_range():
    before, after = figures("The fare rose from 20 to 30 euros.")
    assert (before.value, after.value, before.low, after.low) == (20, 30, None, None)


def test_a_number_without_a_noun_counts_what_the_one_before_did():
    found = figures("He wrote to 14 prisons. Nine of them never answered. Four told him to wait.")
    assert [(figure.value, figure.what) for figure in found] == [(14, "prisons"), (9, "prisons"), (4, "prisons")]


def test_a_survey_that_is_named_once_has_its_shares_in_the_next_paragraph():
    text = "She leads, an Elm University poll of Sunday found.\n\nThe survey put her at 46 percent of the vote."
    assert [poll.pollster for poll in read(text + AFTER).polls] == ["Elm University"]
