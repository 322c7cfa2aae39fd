"""Statements without quotation marks: how they begin, where they end, whose they are."""

import pytest

from beetroot.reading import read

FULL = "Repairs of the dam, the lobby Damwatch estimates, would cost millions"
FRAME = "The dam above Norrmark is old\n\n12 May 2024\n\n{}\n\nThe valley below the dam has been empty for many years."


def statements(text):
    return [
        (quotation.text.rstrip("."), quotation.speaker or quotation.speaker_as_written)
        for quotation in read(FRAME.format(text)).quotations
        if quotation.mode == "indirect"
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "The minister said repairs of up to four years would be needed.",
            [("repairs of up to four years would be needed", "The minister")],
        ),
        (
            "Auditors concluded that less than a tenth had reached the dam.",
            [("less than a tenth had reached the dam", "Auditors")],
        ),
        ("Lis Holm pledged to close the dam by May.", [("to close the dam by May", "Lis Holm")]),
        ("Lis Holm told police she had the key.", [("she had the key", "Lis Holm")]),
        (
            "Lis Holm told reporters the decision to drop the case had been hers.",
            [("the decision to drop the case had been hers", "Lis Holm")],
        ),
        (
            "Minister Lis Holm warned colleagues at a breakfast that the dam could burst, according to two diplomats.",
            [("the dam could burst", "Lis Holm")],
        ),
        (
            "Two officials briefed on the plans, who asked to stay unnamed, said the dam would fall.",
            [("the dam would fall", "Two officials")],
        ),
        ("Repairs of the dam, the lobby Damwatch estimates, would cost millions.", [(FULL, "Damwatch")]),
        (
            "The study found the mass of the dam could be cut by a third.",
            [("the mass of the dam could be cut by a third", "The study")],
        ),
        ("This comes after police said the dam would be closed.", [("the dam would be closed", "police")]),
        ("Lis Holm announced Nov. 18 that it was adding a dam.", [("it was adding a dam", "Lis Holm")]),
        ("Lis Holm pointed out it is difficult to tell.", [("it is difficult to tell", "Lis Holm")]),
        (
            "The ministry said it is committed to the treaty, while the city’s police deny it and say they hold back.",
            [("it is committed to the treaty", "ministry"), ("they hold back", "city’s police")],
        ),
        ("The notice went up on the gate on May 3, two days after Lis Holm announced the works.", []),
        ("In adults the number who said they had used it in May rose by 23 percent.", []),
        ("Lis Holm was accused of theft by a neighbour in the autumn.", []),
        ("Lis Holm said in a statement the dam would hold.", [("the dam would hold", "Lis Holm")]),
        ("Lis Holm told The Norrmark Post the dam had moved twice.", [("the dam had moved twice", "Lis Holm")]),
        (
            "Lis Holm said the dam was old, adding that it leaked.",
            [("the dam was old", "Lis Holm"), ("it leaked", "Lis Holm")],
        ),
        (
            "The ministry said the dam was old and added that it leaked.",
            [("the dam was old", "ministry"), ("it leaked", "ministry")],
        ),
        ("The US welcomed the treaty, saying the dam had to stay.", [("the dam had to stay", "US")]),
        (
            "The dam, a person familiar with the plans told The Post, would stay.",
            [
                (
                    "The dam, a person familiar with the plans told The Post, would stay",
                    "a person familiar with the plans",
                )
            ],
        ),
        (
            "The dam brings in more than it costs, says Bo Ek, who runs it.",
            [("The dam brings in more than it costs", "Bo Ek")],
        ),
        (
            "Nothing moved on the river all night, regional authorities reported.",
            [("Nothing moved on the river all night", "regional authorities")],
        ),
        (
            "The gates were opened, according to a Norland army spokesman.",
            [("The gates were opened", "a Norland army spokesman")],
        ),
        ("Nobody said what the repair would cost.", []),
        ("The engineer reported the damage caused by the flood.", []),
    ],
)
def test_a_statement_has_its_clause_and_its_source(text, wanted):
    assert statements(text) == wanted


def test_the_company_is_the_one_that_spoke():
    text = "The work on the walls is done now, Norrkraft said in a statement. The company said the dam was safe."
    assert [speaker for _, speaker in statements(text)] == ["Norrkraft", "Norrkraft"]


def test_he_is_nobody_whom_the_story_calls_she():
    text = (
        "Gulmira Ospan, a hydrologist, left last year. “I draw what is there,” she said.\n\n"
        "Rice brings in more, says Bolat Iskakov, who grows it. “I have never seen the dam,” he said."
    )
    assert [q.speaker for q in read(FRAME.format(text)).quotations if q.mode != "indirect"] == [
        "Gulmira Ospan",
        "Bolat Iskakov",
    ]
