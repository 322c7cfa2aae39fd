"""A name is one line that shows something."""

import pytest

from beetroot.lib.names import fault


@pytest.mark.parametrize("name", ["The Ferry", "«Паром»", "The 19th", "!!!", "ايران", "A\u200dB", "🐟"])
def test_what_people_call_their_letters_is_a_name(name) -> None:
    assert fault(name, limit=80) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("The\nFerry", "one line"),
        ("The Ferry\r\nBcc: x", "one line"),
        ("The \u202eyrreF", "direction"),
        ("The\u200fFerry", "direction"),
        ("The\u2028Ferry", "one line"),
        ("The\x00Ferry", "control"),
        (" ", "blank"),
        ("\u00a0\u3000", "blank"),
        ("\u200b\u200b", "blank"),
        ("\u3164", "blank"),
        ("", "blank"),
        ("x" * 10_000, "Shorten it to at most 80 characters; it has 10000"),
    ],
)
def test_what_is_none_is_refused_with_what_to_do(name, said) -> None:
    assert said in (fault(name, limit=80) or "")
