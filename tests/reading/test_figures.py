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
        "Analyst Bo Ek spoke first. The army, he explained, is “largely a promise” that would need to call up some"
        " 20,000 men to exist at all."
    )
    (found,) = [figure for figure in figures(text) if figure.value == 20_000]
    assert found.said_by == "Bo Ek"


def test_metres_are_no_millions():
    (found,) = [figure for figure in figures("The wall is 5 m high and cost $5m to build.") if figure.unit == "USD"]
    assert found.value == 5_000_000
