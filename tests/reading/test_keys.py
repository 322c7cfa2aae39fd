"""Own stories in many forms, read as an editor would mark them (`stories/*.key`).

Written before any rule was changed for them; at their first reading .865 of the quotations, .885
of the dates and .70 of the figures were right. Six more (jury, meters, rates, transfer, sheriff, station) came a
session later: .64 of the quotations, .80 of the dates and .67 of the figures were right at first. What is still wrong
is counted, so that it cannot grow.
"""

from collections import Counter
from pathlib import Path

from tests.reading.keys import compare, named_stories

STILL_WRONG = 9
FRESH = Path(__file__).parent / "fresh"
# The stories of `fresh` were read once before any rule was changed for them; docs/reading.md has what that gave.
STILL_WRONG_FRESH = 25


def test_own_stories_are_read_as_an_editor_would():
    right: Counter[str] = Counter()
    differences: list[str] = []
    for path in named_stories():
        compared = compare(path)
        differences += compared.differences
        right.update({kind: count[0] for kind, count in compared.counts.items()})
    assert len(differences) <= STILL_WRONG, "\n".join(differences)
    assert right["quote"] >= 120


def test_fresh_stories_are_read_no_worse_than_when_they_were_tuned_on():
    folders = sorted(folder for folder in FRESH.iterdir() if folder.is_dir())
    differences = [line for folder in folders for path in named_stories(folder) for line in compare(path).differences]
    assert len(differences) <= STILL_WRONG_FRESH, "\n".join(differences)
