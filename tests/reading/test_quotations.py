"""Who speaks, where the words are no speech, and what is known about the act of saying; own sentences."""

import pytest

from beetroot.reading import read

AFTER = "\n\nThe meeting in the old town hall went on until the evening, and then everybody there walked home.\n"
BEFORE = "Anna Lis, a hydrologist at the River Institute, spoke first. Governor Peter Holm answered her.\n\n"


def every(sentence: str, published: str | None = None):
    return read(BEFORE + sentence + AFTER, published=published).quotations


def spoken(sentence: str):
    return [q for q in every(sentence) if q.mode != "indirect"]


def reported(sentence: str):
    return [q for q in every(sentence) if q.mode == "indirect"]


@pytest.mark.parametrize(
    ("sentence", "written", "speaker"),
    [
        ("As a phone rang, the announcer said, “The dam is open, run now.”", "the announcer", None),
        ("“Who pays for it?” the paper’s narrator asks.", "the paper’s narrator", None),
        ("The southern fisherman says of Holm, “He never once saw the river.”", "The southern fisherman", None),
        ("“The permit was void,” said the ruling.", "the ruling", None),
        ("Several river groups gave Holm more time, saying the bill “was longer than the dam.”", None, None),
        ("Rucker Oake, who runs the guards’ night shift, said, “Nobody sleeps here.”", "Rucker Oake", "Rucker Oake"),
        ("“It leaks,” said Mr. Holm, the governor.", "Holm", "Peter Holm"),
        ("City Attorney Brita Quist said in a letter that it was “plainly void.”", "Brita Quist", "Brita Quist"),
        ("Local Sen. Clara Moss (D-Delta) scolded him: “You never called.”", "Clara Moss", "Clara Moss"),
        ("Holm called the lake “disgusting” and referred to its “silly fish.”", "Holm", "Peter Holm"),
        ("Lis mocked the complaint, saying anybody who swims there “is having a good day.”", "Lis", "Anna Lis"),
        ("It ended with a film of Holm saying at noon, “That makes me proud,” when Lis sued.", "Holm", "Peter Holm"),
        ("Lis said the town and the press are to blame for “all that mud.”", "Lis", "Anna Lis"),
        ("A guard who “steals a bucket of fish” goes to prison, Lis said.", "Lis", "Anna Lis"),
        ("Holm keeps pounding the engineers as “paper sailors” in every speech.", "Holm", "Peter Holm"),
        ("The “holes” Holm cited are in the northern wall.", "Holm", "Peter Holm"),
        ("Lis shouted to the crowd on the bank. “The whole town is watching the river tonight.”", "Lis", "Anna Lis"),
    ],
)  # fmt: skip
def test_whoever_stands_with_the_verb_speaks_named_or_not(sentence, written, speaker):
    found = spoken(sentence)[-1]
    assert (found.speaker_as_written, found.speaker) == (written or found.speaker_as_written, speaker)
    assert found.attribution != "named" or found.speaker


def test_a_thing_that_spoke_is_meant_by_it():
    first, second = spoken("“The dam is older than the law,” the report said.\n\n“It will fall,” it added.")
    assert (first.speaker_as_written, second.speaker_as_written) == ("the report", "it")
    assert {first.speaker, second.speaker} == {None}


def test_a_question_is_not_answered_by_the_next_paragraph():
    found = spoken(
        "The bus was late that day. She adds, “What river takes a town?” Nobody answered.\n\nHolm says the dam holds."
    )
    assert [q.speaker for q in found] == ["Anna Lis"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Holm spoke to Radio Delta’s “Morning River” on Friday.",
        "On the weekend’s broadcast of “River News Sunday,” Holm said that the dam was safe.",
        "An equal share think the guards “would refuse to open the gate at night.”",
        "Only 30 percent believe that the dam “was built to last.”",
        "Its stated mission is the “freedom of all rivers.” Lis suggested that it was old.",
    ],
)
def test_programmes_poll_wording_and_missions_are_no_speech(sentence):
    assert spoken(sentence) == []


def test_a_nickname_somebody_is_called_is_speech():
    assert [q.text for q in spoken("Holm once called the mayor “Miss River” at a party.")] == ["Miss River"]


def test_a_transcript_with_a_mark_before_each_line_is_no_quotation():
    lines = ['"LIS: Well, look, the dam is old.', '"HOLM: It was built to last.', '"It will last."']
    text = "\n\n".join(["Partial transcript as follows:", *lines])
    assert spoken(text) == []


@pytest.mark.parametrize(
    ("sentence", "cue", "rule", "speaker"),
    [
        ("Holm decried the growing number of boats above the dam.", "decried", "subject cue object", "Peter Holm"),
        ("According to Holm’s announcement, the gate will be painted.", "according to", "according to", "Peter Holm"),
        ("The old gate is the weak part, Lis added: “It was never oiled.”", "added", "clause, subject cue", "Anna Lis"),
    ],
)
def test_statements_without_marks_are_suggested(sentence, cue, rule, speaker):
    (found,) = reported(sentence)
    assert (found.cue, found.rule, found.speaker) == (cue, rule, speaker)


def test_an_announcement_is_where_it_was_said():
    assert reported("According to Holm’s announcement, the gate will be painted.")[0].medium == "announcement"


def test_whoever_holds_similar_views_agrees_with_the_one_before():
    *_, found = every("Lis claimed that the dam leaks. Holm has expressed similar views in private.")
    assert (found.speaker, found.agrees_with, found.rule) == ("Peter Holm", "Anna Lis", "similar views")


def test_whoever_concurs_agrees_with_the_one_before():
    *_, found = spoken("“It leaks,” Lis said on the bridge. “It always did leak,” Holm concurred.")
    assert (found.speaker, found.agrees_with) == ("Peter Holm", "Anna Lis")


def test_what_was_said_in_one_breath_has_one_medium():
    first, second = spoken("“It leaks,” Lis wrote in a tweet. “It leaks everywhere.”")
    assert first.medium == second.medium == "in a tweet"


def test_a_doubt_of_the_author_is_the_author_s():
    (found,) = reported("By all appearances, the dam is older than the town.")
    assert (found.attribution, found.speaker, found.hedge) == ("author", None, "by all appearances")


def test_what_stood_on_paper_only_is_an_agreement():
    text = "This joint river force, which previously existed only on paper, will guard the dam from next year on."
    (agreement,) = read(BEFORE + text + AFTER).agreements
    assert (agreement.name, agreement.status) == ("joint river force", "previously existed only on paper")


def test_what_later_sentences_say_about_a_programme_is_part_of_its_state():
    signed = "In May 2021, Lis and Holm signed 12 “river programs” at the dam."
    text = f"{signed} They have implemented nearly half of these “programs” so far."
    (agreement,) = read(BEFORE + text + AFTER).agreements
    assert agreement.status == "signed, implemented nearly half"


def test_groups_and_media_that_speak_are_actors():
    actors = {
        actor.name: actor.kind for actor in read(BEFORE + "Local media reported that the dam leaks." + AFTER).actors
    }
    assert actors["Local media"] == "Group"


def test_unions_of_states_are_one_organisation():
    text = "The Russia-Belarus Union State was founded long ago. The Union State has no army of its own, Lis said."
    (union,) = [a for a in read(BEFORE + text + AFTER).actors if "Union" in a.name]
    assert (union.name, union.kind) == ("Union State", "Organization")
