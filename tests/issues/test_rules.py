"""The states of an issue, four eyes and subjects, as tables."""

import itertools

import pytest

from beetroot.issues.rules import (
    OwnIssue,
    State,
    Verb,
    WrongState,
    check_four_eyes,
    looks_like_reply,
    next_state,
    one_line,
    what_changed,
)

ALLOWED = {
    ("draft", "change"): "draft",
    ("draft", "submit"): "submitted",
    ("submitted", "change"): "draft",
    ("submitted", "submit"): "submitted",
    ("submitted", "approve"): "approved",
    ("submitted", "reopen"): "draft",
    ("approved", "change"): "draft",
    ("approved", "close"): "closed",
    ("approved", "reopen"): "draft",
    ("closed", "reopen"): "draft",
}


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(State, Verb)))
def test_an_issue_takes_exactly_these_steps(state, verb):
    expected = ALLOWED.get((state.value, verb.value))
    if expected:
        assert next_state(state, verb) == State(expected)
    else:
        with pytest.raises(WrongState, match=r"\w+ \w+.*\."):
            next_state(state, verb)


def test_the_submitter_cannot_approve_unless_the_newsroom_says_so():
    with pytest.raises(OwnIssue, match="Ask a colleague"):
        check_four_eyes(submitter=1, approver=1, self_approval=False)
    check_four_eyes(submitter=1, approver=1, self_approval=True)
    check_four_eyes(submitter=1, approver=2, self_approval=False)


@pytest.mark.parametrize(
    ("subject", "reply"),
    [
        ("Re: your question", True),
        ("  RE : x", True),
        ("Fwd: news", True),
        ("FW: news", True),
        ("re[2]: news", True),
        ("Отв: новости", True),
        ("Reporting from Kilia: the ferry", False),
        ("Read this: the ferry", False),
        ("", False),
    ],
)
def test_subjects_that_begin_like_a_reply_are_recognised(subject, reply):
    assert looks_like_reply(subject) is reply


@pytest.mark.parametrize("hostile", ["a\r\nBcc: x", "a\nb", "a\u2028b", "a\x00b", "a\u0085b", " a \t b "])
def test_a_header_text_stays_on_one_line(hostile):
    assert all(ord(character) >= 32 for character in one_line(hostile))
    assert len(one_line(hostile).splitlines()) == 1


def test_an_approver_is_told_the_places_that_changed():
    before = {"subject": "a", "stories": [{"story": {"headline": "x", "lede": "l"}}], "number": 1}
    after = {"subject": "b", "stories": [{"story": {"headline": "y", "lede": "l"}}], "number": 1}
    assert what_changed(before, after) == ["stories.0.story.headline", "subject"]
    assert what_changed(before, {**before, "stories": []}) == ["stories"]
    assert what_changed(before, before) == []
