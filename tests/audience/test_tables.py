"""Imports, exports, and what a reader may demand."""

from io import BytesIO

import pytest

from beetroot.audience import actions
from beetroot.audience.models import Subscription
from beetroot.audience.rules import BadTable
from beetroot.audience.rules.tables import addresses_in, csv_line, safe_cell, survey
from beetroot.lib.errors import Locked
from beetroot.newsroom.actions import NotAllowed, hire
from beetroot.newsroom.models import AuditEntry
from beetroot.newsroom.rules import Role

TABLE = """Name;E-Mail Address;City
Ana;ana@reader.example;Tbilisi
Bo;"bo@reader.example";"two
lines"

Ana again;ANA@Reader.Example;Tbilisi
Nobody;not an address;
=HYPERLINK("http://evil.example");=cmd@reader.example;x
Short
"""


@pytest.fixture
def take(newsletter, keyring, operator):
    def taken(table=TABLE, **changes):
        asked = {"newsletter": newsletter, "consent": "a list kept at the fair", "keyring": keyring, "by": operator}
        return actions.import_csv(lines=table.splitlines(keepends=True), **(asked | changes))

    return taken


def test_an_import_counts_and_names_lines_and_never_what_stands_there(take, newsletter):
    report = take()
    assert (report.added, report.read) == (3, 6)
    assert report.duplicate_lines == (6,)
    assert report.invalid_lines == (7, 9)
    assert "reader.example" not in repr(report)
    assert len(actions.audience_of(newsletter, "en", limit=9)) == 3


def test_a_dry_run_says_the_same_and_writes_nothing(take):
    trial = take(dry_run=True)
    assert Subscription.objects.count() == 0
    real = take()
    assert (trial.added, trial.duplicates, trial.invalid) == (real.added, real.duplicates, real.invalid)


def test_an_import_that_broke_off_is_run_again(take):
    assert take().added == 3
    again = take()
    assert (again.added, again.duplicates) == (0, 4)


def test_the_progress_of_a_long_import_is_told(take):
    told: list[int] = []
    take("email\n" + "".join(f"r{number}@reader.example\n" for number in range(700)), progress=told.append)
    assert told == [500, 700]
    assert Subscription.objects.count() == 700


def test_an_import_needs_words_about_consent_an_operator_and_the_passphrase(take, locked, newsletter):
    with pytest.raises(actions.NoConsent):
        take(consent="  ")
    with pytest.raises(Locked):
        take(keyring=locked)
    reporter = hire(by=None, username="rob", password="a long enough one", roles=[Role.REPORTER])
    with pytest.raises(NotAllowed):
        take(by=reporter)
    assert Subscription.objects.count() == 0


@pytest.mark.parametrize(
    "table",
    [
        "ana@reader.example\nbo@reader.example\n",
        "name,email\nA,ana@reader.example\nB,bo@reader.example\n",
        "Почта\tИмя\nana@reader.example\tА\nbo@reader.example\tБ\n",
        "\ufeffid|E_MAIL\n1|ana@reader.example\n2|bo@reader.example\n",
        "subscriber email,x\r\nana@reader.example,1\r\nbo@reader.example,2\r\n",
    ],
)
def test_the_column_of_addresses_is_found_in_any_common_table(table):
    found = [row.cell for row in addresses_in(table.splitlines(keepends=True))]
    assert found == ["ana@reader.example", "bo@reader.example"]


def test_a_table_without_such_a_column_asks_for_its_heading():
    lines = ["who,contact\n", "A,soon\n"]
    with pytest.raises(BadTable, match="which heading"):
        list(addresses_in(lines))
    assert [row.cell for row in addresses_in(lines, column="Contact")] == ["soon"]


def test_a_file_that_is_no_table_is_refused_without_quoting_it():
    with pytest.raises(BadTable) as refusal:
        list(addresses_in(["email\n", "ana@reader.example" + "x" * 200_000]))
    assert "ana" not in str(refusal.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_of_an_old_list_is_recognised(encoding):
    list_of_readers = ("nom,email\n" + "Ana,ana@reader.example\n" * 60_000 + "Zoé,zoe@reader.example\n").encode(
        encoding
    )
    found = survey(BytesIO(list_of_readers))
    assert "Zoé" in list_of_readers.decode(found.encoding)
    assert found.lines == 60_002


def test_no_cell_of_an_export_is_a_formula(take, newsletter, keyring, operator):
    take("email\n=cmd@reader.example\n+1@reader.example\n")
    lines = "".join(actions.export_csv(newsletter=newsletter, keyring=keyring, by=operator))
    assert "'=cmd@reader.example" in lines
    assert "\r\n=" not in lines
    assert csv_line(["@x", "-1"]) == "'@x,'-1\r\n"
    assert safe_cell("plain") == "plain"


def test_a_reader_is_found_and_forgotten_and_the_audit_names_nobody(take, newsletter, keyring, operator, locked):
    take()
    (found,) = actions.find(address="ana@READER.example", keyring=keyring, by=operator)
    assert (found["email"], found["newsletter"], found["state"]) == ("ana@reader.example", "ferry", "confirmed")
    with pytest.raises(Locked):
        actions.find(address="ana@reader.example", keyring=locked, by=operator)

    actions.sign_up(newsletter=newsletter, address="ana@reader.example", language="en")
    assert actions.forget(address="ana@reader.example", keyring=keyring, by=operator) == 2
    (left,) = actions.find(address="ana@reader.example", keyring=keyring, by=operator)
    assert left == {"newsletter": "*", "state": "suppressed", "reason": "erased"}
    assert take().suppressed_lines == (2, 6)
    assert "ana" not in repr(list(AuditEntry.objects.values_list("verb", "about", "detail")))
