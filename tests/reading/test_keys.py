"""Own stories in many forms, read as an editor would mark them (`stories/*.key`).

Written before any rule was changed for them; at their first reading .865 of the quotations, .885
of the dates and .70 of the figures were right. Six more (jury, meters, rates, transfer, sheriff, station) came a
session later: .64 of the quotations, .80 of the dates and .67 of the figures were right at first. What is still wrong
is counted, so that it cannot grow.
"""

from collections import Counter

from tests.reading.keys import compare, named_stories

STILL_WRONG = 9


def test_own_stories_are_read_as_an_editor_would():
    right: Counter[str] = Counter()
    differences: list[str] = []
    for path in named_stories():
        compared = compare(path)
        differences += compared.differences
        right.update({kind: count[0] for kind, count in compared.counts.items()})
    assert len(differences) <= STILL_WRONG, "\n".join(differences)
    assert right["quote"] >= 120
