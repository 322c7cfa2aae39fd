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
        ("One reader, who met Holm, the governor, wrote: “It leaks like a sieve.”", "One reader", None),
        ("A sailor on leave met Holm. The man knew, he said, one thing: ‘The dam will not hold.’", "he", None),
        ("The rest, says the sculptor Ada Moor, is “only mud and old iron”.", "Ada Moor", "Ada Moor"),
        ("‘Enough for paint and soup’, as Lis puts it.", "Lis", "Anna Lis"),
        ("The dam was “asleep” for years, a group of MPs has said.", "a group of MPs", "group of MPs"),
        ("In May, guards told Lis that the dam had “departed.”", "guards", "guards"),
        ("The River Board issued a letter claiming that it leaks “by law.”", "River Board", "River Board"),
        ("Ada Moor, whose house was flooded, sat in front.\n\n“I want my roof back,” she said.", "she", "Ada Moor"),
        ("Lis shouted to the crowd on the bank. “The whole town is watching the river tonight.”", "Lis", "Anna Lis"),
    ],
)  # fmt: skip
def test_whoever_stands_with_the_verb_speaks_named_or_not(sentence, written, speaker):
    found = spoken(sentence)[-1]
    assert (found.speaker_as_written, found.speaker) == (written or found.speaker_as_written, speaker)
    assert found.attribution != "named" or found.speaker


@pytest.mark.parametrize(
    "sentence",
    [
        "“It leaks like a sieve,’’ said Holm.",
        "“It leaks like a sieve,'' said Holm. “And it will fall.”",
        "''It leaks like a sieve,'' said Holm.",
        "``It leaks like a sieve,'' said Holm.",
        "‘‘It leaks like a sieve,’’ said Holm.",
        '"It leaks like a sieve, " said Holm. "And it will fall."',
        "“It leaks like a sieve, ” said Holm.",
    ],
)
def test_two_single_marks_stand_for_a_double_one_and_a_space_before_a_mark_is_none_of_the_words(sentence):
    assert next((q.text, q.speaker) for q in spoken(sentence)) == ("It leaks like a sieve,", "Peter Holm")


def test_who_an_apposition_describes_speaks_and_a_country_in_front_of_a_name_does_not():
    told = "Ian Marsh, an expert in mud and water at the University of Delta who took no part, told The Post: “It is.”"
    assert (spoken(told)[0].speaker, spoken(told)[0].role) == ("Ian Marsh", "expert in mud and water")
    envoy = "China’s ambassador to Britain Liu Xian said the army could come. Liu added: “We have power to end it.”"
    assert spoken(envoy)[0].speaker == "Liu Xian"
    assert spoken("“It leaks,” comments Rob Biesel of the CDF.")[0].speaker == "Rob Biesel"
    assert (
        spoken("Norland’s envoy to Britain warned that it “will not hold”.")[0].speaker_as_written == "Norland’s envoy"
    )
    authors = "The authors of the study published in the journal Mud Today argued that it is “a public risk.”"
    assert spoken(authors)[0].speaker_as_written.startswith("The authors")


def test_the_name_of_a_policy_is_no_speech():
    assert not spoken("Holm said he is committed to the “one river, two dams” formula of the treaty.")


def test_one_of_several_officials_speaks_and_first_names_may_be_words():
    assert spoken("One of the officials described the list as “built to hurt.”")[0].speaker_as_written == (
        "One of the officials"
    )
    found = spoken("“It leaks,” Will Moy, head of the rescue charity Full Boat, told The Post.")[0]
    assert (found.speaker, found.role) == ("Will Moy", "head")


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
        ("Holm called that “a toy” and noted that the wall had grown.", "noted", "subject cue that", "Peter Holm"),
        (
            "Lis added that the gate itself was rarely to blame: “It was never oiled.”",
            "added",
            "subject cue that",
            "Anna Lis",
        ),
        (
            "Ukraine’s ministry of culture estimates that 30 gates were lost.",
            "estimates",
            "subject cue that",
            "ministry of culture",
        ),
        ("As Mediazona reported last week, the gate is open.", "reported", "as subject said", "Mediazona"),
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


def test_what_is_said_on_one_occasion_has_one_date():
    text = "“It leaks,” Lis told a meeting on May 2, 2020.\n\nShe decried the gate. “It will fall,” she said."
    assert [q.said_at for q in spoken(text)] == ["2020-05-02", "2020-05-02"]


@pytest.mark.parametrize(
    ("sentence", "at"),
    [
        ("“It leaks,” said Anna Lis, who has measured it since the spring of 2019.", None),
        ("Lis said that in March 2019 the dam was “only mud and old iron.”", None),
        ("Holm, who opened the gate in May 2018, called it “only mud and old iron.”", None),
        ("Lis said on March 3, 2019, that the dam was “only mud and old iron.”", "2019-03-03"),
        ("On March 3, 2019, Lis called it “only mud and old iron.”", "2019-03-03"),
    ],
)
def test_a_date_is_when_it_was_said_only_beside_the_verb(sentence, at):
    assert [q.said_at for q in spoken(sentence)] == [at]


def test_a_quotation_in_single_marks_goes_on_in_the_next_paragraph():
    text = "‘My mother thought I was mad,’ Lis recalls. ‘She said, “Who swims there?” I told her.\n\n‘But she came.’"
    assert [(q.speaker, q.rule) for q in spoken(text)][1:] == [
        ("Anna Lis", "same paragraph"),
        ("Anna Lis", "continued quotation"),
    ]


def test_words_that_a_colon_introduces_are_not_carried_over_from_the_paragraph_before():
    first, second = spoken("“It leaks,” Lis said.\n\nA postcard came in May and held two words: “I’m here.”")
    assert (first.speaker, second.speaker) == ("Anna Lis", None)


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


@pytest.mark.parametrize(
    ("sentence", "name", "role", "organization"),
    [
        ("Lis met Bo Ek, 71, a retired lineman who left.", "Bo Ek", "retired lineman", None),
        ("Lis met the sculptor Ada Moor.", "Ada Moor", "sculptor", None),
        ("Holm’s attorney, Ada Moor, said no.", "Ada Moor", "attorney", None),
        ("Ada Moor, an analyst at the consultancy Northlight, said no.", "Ada Moor", "analyst", "Northlight"),
        ("It lies beyond Ada Moor, where activist Bo Ek died.", "Bo Ek", "activist", None),
    ],
)
def test_a_role_stands_before_or_behind_the_name(sentence, name, role, organization):
    actor = next(actor for actor in read(BEFORE + sentence + AFTER).actors if actor.name == name)
    assert (actor.role, actor.organization) == (role, organization)


def test_who_is_told_something_is_no_person_for_that_and_a_body_keeps_what_and_joins():
    text = "Lis told Meduza so. The Department for Energy and Net Zero said that 12 MPs had asked."
    names = {actor.name for actor in read(BEFORE + text + AFTER).actors}
    assert "Department for Energy and Net Zero" in names
    assert not names & {"Meduza", "Net Zero", "MPs"}
