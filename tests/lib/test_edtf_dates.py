"""EDTF dates as their bounds and as words."""

from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from beetroot.lib.edtf_dates import NotEdtf, bounds, far_year, in_words, is_valid

BOUNDS = {
    "2022": ("2022-01-01", "2022-12-31"),
    "2022-02": ("2022-02-01", "2022-02-28"),
    "2022-10-15~": ("2022-10-15", "2022-10-15"),
    "?2022-10-15": ("2022-10-15", "2022-10-15"),
    "2022-10-15T09:30:00Z": ("2022-10-15", "2022-10-15"),
    "18XX": ("1800-01-01", "1899-12-31"),
    "2022-1X": ("2022-10-01", "2022-12-31"),
    "2022-10-XX": ("2022-10-01", "2022-10-31"),
    "2022-24": ("2022-12-01", "2023-02-28"),
    "2022-34": ("2022-04-01", "2022-06-30"),
    "2016/..": ("2016-01-01", None),
    "../2016": (None, "2016-12-31"),
    "2022-05-10/2022-05-20": ("2022-05-10", "2022-05-20"),
    "[2020,2022]": ("2020-01-01", "2022-12-31"),
    "[..2020]": (None, "2020-12-31"),
    "-0044": (None, None),
    "Y17000": (None, None),
}
WORDS = {
    "2022-10-15": ("15 October 2022", "15 октября 2022 года", "15 кастрычніка 2022 года"),
    "2022-10": ("October 2022", "октябрь 2022 года", "кастрычнік 2022 года"),
    "2022-10~": ("about October 2022", "примерно октябрь 2022 года", "прыкладна кастрычнік 2022 года"),
    "2016-05/..": ("since May 2016", "с мая 2016 года", "з мая 2016 года"),
    "../2016": ("before 2016", "до 2016 года", "да 2016 года"),
    "18XX": ("the 19th century", "XIX век", "XIX стагоддзе"),
    "198X": ("the 1980s", "1980-е годы", "1980-я гады"),
    "1999?": ("1999 (uncertain)", "1999 год (неточно)", "1999 год (недакладна)"),
    "2022-05-10/2022-05-20": ("10–20 May 2022", "10–20 мая 2022 года", "10–20 мая 2022 года"),
    "-0043": ("44 BCE", "44 год до н. э.", "44 год да н. э."),
    "-0043-03-15": ("15 March 44 BCE", "15 марта 44 года до н. э.", "15 сакавіка 44 года да н. э."),
    "-0099/0050": ("100 BCE to 50", "100 год до н. э. — 50 год", "100 год да н. э. — 50 год"),
    "0000~": ("about 1 BCE", "примерно 1 год до н. э.", "прыкладна 1 год да н. э."),
    "-004X": ("50 to 41 BCE", "50 — 41 до н. э.", "50 — 41 да н. э."),
    "Y-17000": ("17001 BCE", "17001 год до н. э.", "17001 год да н. э."),
    "2022-23": ("autumn 2022", "осень 2022 года", "восень 2022 года"),
}


@pytest.mark.parametrize(("edtf", "expected"), BOUNDS.items())
def test_a_date_is_as_wide_as_it_is_inexact(edtf: str, expected: tuple[str | None, str | None]) -> None:
    found = bounds(edtf)
    assert tuple(day.isoformat() if day else None for day in (found.earliest, found.latest)) == expected


@pytest.mark.parametrize(("edtf", "words"), WORDS.items())
def test_a_date_is_said_as_readers_say_it(edtf: str, words: tuple[str, str, str]) -> None:
    assert tuple(in_words(edtf, language) for language in ("en", "ru", "be")) == words


@pytest.mark.parametrize(
    ("edtf", "year"),
    [("-0043-03-15", -43), ("../-0043", -43), ("-0099/0050", -99), ("-004X", -49), ("0000", 0), ("Y17000", 17000)]
    + [(edtf, None) for edtf in ("2022-10", "../0050", "000X", "19XX", "[1999..2001]")],
)
def test_years_that_no_calendar_date_can_say_are_in_order_too(edtf: str, year: int | None) -> None:
    assert far_year(edtf) == year


def test_a_language_without_words_of_its_own_gets_english() -> None:
    assert in_words("2022-10", "ka") == in_words("2022-10", "en-GB") == "October 2022"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "../..",
        "May",
        "2022-13",
        "2022-02-30",
        "2022-3X",
        "2022/2020",
        "15.10.2022",
        "2022-10-15 noon",
        "[]",
        "[",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert not is_valid(text)
    with pytest.raises(NotEdtf):
        in_words(text)


@given(st.text(alphabet="0123456789X-/~?%.[],YT:Z{}", max_size=24))
def test_any_text_is_either_refused_or_has_ordered_bounds_and_words(text: str) -> None:
    if is_valid(text):
        found = bounds(text)
        assert found.earliest is None or found.latest is None or found.earliest <= found.latest
        assert in_words(text, "ru")
        assert far_year(text) is None or found.earliest is None


@settings(deadline=None)  # the reference takes its time
@given(st.dates(date(1000, 1, 1), date(9998, 12, 31)), st.sampled_from([4, 7, 10]), st.sampled_from(["", "~", "?"]))
def test_bounds_agree_with_the_reference_parser(day: date, length: int, mark: str) -> None:
    text = day.isoformat()[:length] + mark
    reference = parse_edtf(text)
    expected = tuple(date(*moment[:3]) for moment in (reference.lower_strict(), reference.upper_strict()))
    assert (bounds(text).earliest, bounds(text).latest) == expected
