"""Any bytes get an answer or a reason, and the work grows with the text, not with its square.

Work is counted in calls (`sys.setprofile`), which a slow machine does not change.
"""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beetroot.reading import NotAStory, Reading, ReadingError, TooLong, read

SENTENCE = "The ferry stopped in March, and nobody on the river knew why it had. "
HOSTILE = [
    "“It holds,” he said. ",
    "one and a half and ",
    "two hundred and ",
    "said that he said that ",
    "A / ",
    "Anna Lis ",
    "“",
    "“a” ",
    '"a ',
    "'a ",
    "1,",
    "1 000 ",
    "March 3, 2020 ",
    "2020 to ",
    "two weeks ago ",
    "Photo: ",
    "\nThe Title\n",
    "\nBy Ann Lee\n",
    "a\n",
    "(",
    "(a) ",
    "5 percent ",
    "— ",
    "a-",
    "A.",
    "\u202e\u200f\u2067",
    "a\0",
    "e\u0301",
    "\u200d",
    "👩‍👩‍👧",
    "x",
    "1",
    "пять тысяч ",
    "X said, “y,” ",
    "said: “no” and ",
    "“y,” Ann Lee said. ",
    "«да», — сказал Иван Петров, ",
    "Ann of Bob of ",
    "on Monday, ",
    "according to Ann Lee, ",
    "a\nb\n",
    "Q: yes\nA: no\n",
    "\n\n“y\n\n",
    "Union State agreement ",
]
PAGES = {
    "nested": lambda n: "<div>" * n + SENTENCE * 5,
    "unclosed": lambda n: ("<p>" + SENTENCE) * (n // 20),
    "links": lambda n: f"<p>{SENTENCE * 5}" + "<a href=/x>one two three four five</a>" * n,
    "lists": lambda n: f"<p>{SENTENCE * 5}<ul>" + "<li><a href=/x>one two three four five</a></li>" * n,
    "lists in lists": lambda n: f"<p>{SENTENCE * 5}" + "<ul><li><a href=x>a b c d</a>" * n,
    "tables": lambda n: f"<p>{SENTENCE * 5}<table>" + "<tr><td>a<td>b" * n,
    "titles": lambda n: "<h1>The title of it</h1>" * n + f"<p>{SENTENCE * 5}",
    "one name": lambda n: f'<div class="{"related-" * n}"><p>{SENTENCE * 5}',
    "line breaks": lambda n: f"<p>{SENTENCE * 5}" + "a<br>" * n,
}


def answer(source: str | bytes) -> Reading | None:
    """The reading, or None where it is refused in words."""
    reading = None
    try:
        reading = read(source)
    except ReadingError as error:
        assert str(error)  # noqa: PT017 - either outcome is right, silence is not
    return reading


def calls(task: Callable[[], object]) -> int:
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        task()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
def test_twice_the_text_is_twice_the_work(piece):
    once, twice = (SENTENCE * 3 + piece * n for n in (3000 // len(piece), 6000 // len(piece)))
    answer(once)  # modules and patterns are loaded
    assert calls(lambda: answer(twice)) < 3 * calls(lambda: answer(once)) + 5000


@pytest.mark.parametrize("page", PAGES)
def test_twice_the_page_is_twice_the_work(page):
    once, twice = (f"<html><body>{PAGES[page](n)}" for n in (150, 300))
    answer(once)
    assert calls(lambda: answer(twice)) < 3 * calls(lambda: answer(once)) + 5000


def test_a_sentence_that_never_ends_is_read_in_pieces():
    reading = read("The title of it\n\n" + "Ann Lee said, “It holds,” and " * 400)
    assert len(reading.quotations) > 390


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_get_an_answer_or_a_reason(noise: bytes):
    answer(noise)
    answer(SENTENCE.encode() * 4 + noise + SENTENCE.encode() * 2)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*HOSTILE, "</p>", "<p>", "<table>", "<a href=x>", "# ", "**", "[a](b)", "\n\n"]), max_size=60
    )
)
def test_any_mixture_of_marks_is_accounted_for(pieces: list[str]):
    reading = answer(SENTENCE * 2 + "".join(pieces) + SENTENCE)
    if reading is not None:
        assert reading.account[-1].end == len(reading.source_text)
        assert all(reading.text[q.start : q.end] == q.text for q in reading.quotations)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"word " * 2_000_000, TooLong),
        (b"x" * 10_000_000, TooLong),
        (SENTENCE * 7_000, TooLong),
        (b"\0" * 10_000_000, NotAStory),
        (b"<p>" + b"&amp;" * 2_000_000, ReadingError),
        (b"<html><body>" + b"<p>a</p>" * 200_000, TooLong),
    ],
    ids=["ten megabytes", "one word", "longer than a book", "nothing", "signs", "elements"],
)
def test_what_is_longer_than_any_story_is_refused_in_words(source, error):
    with pytest.raises(error) as refused:
        read(source)
    assert str(refused.value)
