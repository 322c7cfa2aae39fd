"""Decisions over plain values: names, places in a text, sentences, denials, the drawing."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beetroot.record.rendering.graph import SHEETS, Line, draw
from beetroot.record.rendering.layout import lay_out
from beetroot.record.rules import anchors, denials, names, proposals, wording
from beetroot.record.rules.anchors import Selector
from beetroot.record.rules.names import Known

SAME = [
    ("Hanna Ruda", "hanna  RUDA’s"),
    ("Сергей Петров", "Sergey Petrov"),
    ("Tikhon", "Тихон"),
    ("Łódź", "Lodz"),
    ("President Anna Nowak", "Anna Nowak"),
    ("Зофия Тайна", "Zofiya Tajna"),
]
KNOWN = [
    Known(id=1, schema="Person", keys=("hanna ruda", "ruda")),  # type: ignore[arg-type]
    Known(id=2, schema="Organization", keys=("ruda council", "ruda")),  # type: ignore[arg-type]
    Known(id=3, schema="Person", keys=("anna novak",)),  # type: ignore[arg-type]
    Known(id=4, schema="Person", keys=("ian novak",)),  # type: ignore[arg-type]
]
MATCHES = [
    ("Hanna Ruda", (), "Person", 1),
    ("Ruda", (), "Person", 1),
    ("Ruda", (), "Organization", 2),
    ("H. Nobody", ("Hanna Ruda",), "Person", 1),
    ("Novak", (), "Person", None),
    ("Anna Nowak", (), "Person", 3),
    ("Somebody Else", (), "Person", None),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_ways_of_writing_a_name_are_the_same_name(one: str, other: str) -> None:
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(("name", "aliases", "schema", "expected"), MATCHES)
def test_a_name_means_the_one_actor_it_fits_or_nobody(
    name: str, aliases: tuple[str, ...], schema: str, expected: int | None
) -> None:
    assert names.match(name, aliases, schema, KNOWN) == expected


def test_a_hidden_name_is_heard_only_as_a_whole_word() -> None:
    keys = [names.key("Ian Tajny")]
    assert names.mentions("A word from Яна Тайны and Ian Tajny’s wife", keys)
    assert not names.mentions("Brian Tajnych", keys)


@given(st.text(alphabet="ab c.\n“”", min_size=1, max_size=60), st.data())
def test_words_are_found_where_they_were_taken_from(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    selector = anchors.select(text, start, end)
    found = anchors.find(text, selector)
    words = text[found.start : found.end] if found else ""
    assert words == text[start:end].strip()


def test_of_equal_words_the_ones_in_the_same_surroundings_are_meant() -> None:
    text = "In May it lost 30 percent. In June it won 30 percent."
    second = anchors.select(text, text.rfind("30 percent"), text.rfind("30 percent") + 10)
    edited = "A new line. In June it won 30 percent. In May it lost 30 percent."
    found = anchors.find(edited, second)
    assert found is not None
    assert edited[: found.start].endswith("In June it won ")
    assert anchors.find("All gone.", Selector("30 percent")) is None


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = "“It stays,” said Dr. Ruda of the U.S. office. Is it so? Да. «Так.» Он ушёл.\n\nA caption without an end"
    assert [text[span.start : span.end] for span in anchors.sentences(text)] == [
        "“It stays,” said Dr. Ruda of the U.S. office.",
        "Is it so?",
        "Да.",
        "«Так.»",
        "Он ушёл.",
        "A caption without an end",
    ]


CLAIMS = [
    ("Papers reported that the mill had begun a “quiet sale” (something Ruda later denied).", "quiet sale", "reported",
     "the mill had begun a “quiet sale”."),
    ("Media said the mayor sold it “for a song,” which she later denied.", "for a song,", "said",
     "the mayor sold it “for a song”."),
    ("Ruda’s “plan” failed.", "plan", None, "plan"),
    ("Газеты сообщили, что мэр начал «тихую продажу» (позже он это опроверг).", "тихую продажу", "сообщили",
     "мэр начал «тихую продажу»."),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "quoted", "cue", "claim"), CLAIMS)
def test_a_denied_report_is_told_as_the_claim_in_it(sentence: str, quoted: str, cue: str | None, claim: str) -> None:
    assert denials.claim_wording(sentence, quoted, cue) == claim


def test_a_denial_in_indirect_speech_is_a_denied_claim() -> None:
    text = "Ruda denied that the weir was sold."
    row = {"text": "the weir was sold.", "start": 17, "end": 35, "cue": "denied", "speaker": "Ruda", "mode": "indirect"}
    quotation = row | {"speaker_as_written": "Ruda", "attribution": "named", "rule": "subject cue that"}
    kinds = [one.kind for one in proposals.facts({"text": text, "quotations": [quotation]}, story="s")]
    assert sorted(kinds) == ["claim", "claimlink", "statement"]


STATES = {
    "signed": "signed", "only on paper": "on_paper", "signed, never fully implemented": "partly_implemented",
    "partly_implemented": "partly_implemented", "in force": "in_force", "talked about": None,
    "signed, implemented nearly half": "partly_implemented", "signed, implemented": "in_force",
}  # fmt: skip


@pytest.mark.parametrize(("words", "state"), STATES.items())
def test_words_about_an_agreement_become_its_state(words: str, state: str | None) -> None:
    assert proposals.agreement_state(words) == state


NAMES = {
    ("Then, in May 2021, the dam broke.", "May 2021"): "The dam broke.",
    ("Three weeks earlier, soldiers came.", "Three weeks earlier"): "Soldiers came.",
    ("In May the council met.", "May"): "In May the council met.",
    ("The dam broke in May 2021.", "May 2021"): "The dam broke in May 2021.",
    ("Затем, в мае 2021 года, плотину прорвало.", "мае 2021 года"): "Плотину прорвало.",
}


@pytest.mark.parametrize(("sentence", "date"), NAMES)
def test_an_event_is_named_without_the_date_that_opens_its_sentence(sentence: str, date: str) -> None:
    assert wording.event_name(sentence, date) == NAMES[sentence, date]


def test_a_share_says_of_whom_and_for_what() -> None:
    text = "Some 30 percent of townspeople back “the great, quiet sale” (as it is called), but few like it."
    row = {"text": "30 percent", "start": 5, "end": 15, "value": 30, "unit": "percent", "what": "townspeople"}
    [figure] = proposals.facts({"text": text, "figures": [row]}, story="s")
    assert figure.fields["what"] == "townspeople back “the great, quiet sale”"


def test_the_day_on_which_somebody_spoke_is_no_event_beside_the_statement() -> None:
    text = "“It stays,” said Ruda on 3 May 2021."
    quotation = {"text": "It stays,", "start": 1, "end": 10, "speaker": "Ruda", "speaker_as_written": "Ruda",
                 "attribution": "named", "said_at": "2021-05-03"}  # fmt: skip
    event = {"text": text, "start": 0, "end": len(text), "edtf": "2021-05-03"}
    found = proposals.facts({"text": text, "quotations": [quotation], "events": [event]}, story="s")
    assert [one.kind for one in found] == ["statement"]


DOMAINS = {"Troops crossed the border.": "military", "A new tax was agreed.": "economic", "It rained.": "",
           "Прошли выборы президента.": "political", "Troops paid a tax.": ""}  # fmt: skip


@pytest.mark.parametrize("words", DOMAINS)
def test_words_tell_the_domain_when_they_agree(words: str) -> None:
    assert wording.domain_of(words) == DOMAINS[words]


def test_terms_in_marks_that_nobody_spoke_are_no_statement() -> None:
    term = {"text": "union mill", "start": 0, "end": 10, "attribution": "author", "speaker": None}
    assert proposals.facts({"text": "union mill", "quotations": [term]}, story="s") == []


def test_the_drawing_keeps_names_inside_and_leaves_the_least_tied_to_the_table() -> None:
    lines = [Line(n, f"Actor <{n}>", "depends on", "The & hub", mutual=False, strong=True) for n in range(1, 31)]
    drawing = draw(lines)
    assert "Actor &lt;1&gt;" in drawing
    assert "The &amp; hub" in drawing
    assert drawing.count("<rect") == 14 * len(SHEETS)
    assert drawing.count("17 more actors are in the list only.") == len(SHEETS)
    assert draw([]) == ""


NEIGHBOURS = ["Mill", "Council", "Weir company", "Town papers", "Bank", "Province"]
OWES = [(a, b) for a, b in combinations(NEIGHBOURS, 2) if len(a + b) % 2] + [("Mill", "Bank"), ("Bank", "Mill")]


@pytest.mark.parametrize("width", SHEETS.values(), ids=SHEETS)
def test_a_drawing_fits_its_sheet_and_no_box_lies_on_another(width: int) -> None:
    sizes = {name: (len(name) * 7.2 + 20, 27.0) for name in NEIGHBOURS}
    found = lay_out(sizes, OWES, width=width)
    assert found.boxes.keys() == sizes.keys()
    for box in found.boxes.values():
        assert box.width / 2 <= box.x <= width - box.width / 2
        assert box.height / 2 <= box.y <= found.height - box.height / 2
        assert not any(box.holds((other.x, other.y), 20) for other in found.boxes.values() if other is not box)
    assert len({curve.at(0.5) for curve in found.curves}) == len(OWES), "lines between the same two lie apart"
