"""Files as people hand them over: each is read right or refused with words that say what to do. No database."""

import zipfile
from io import BytesIO

import pytest

from beetroot.audience.rules import BadTable, archives
from beetroot.audience.rules.columns import UnknownColumn
from beetroot.audience.rules.sources import Standing
from beetroot.audience.rules.tables import addresses_in, safe_cell, survey

TWO = ["ana@r.example", "bo@r.example"]


def cells(table: str) -> list[str]:
    return [row.cell for row in addresses_in(table.splitlines(keepends=True))]


@pytest.mark.parametrize(
    "table",
    [
        "ФИО;Электронный адрес\nА;ana@r.example\nБ;bo@r.example\n",
        "Імя,Адрас электроннай пошты\nА,ana@r.example\nБ,bo@r.example\n",
        "Ім'я,Адреса електронної пошти\nА,ana@r.example\nБ,bo@r.example\n",
        "Wer,Wohin\nA,ana@r.example\nB,bo@r.example\n",
        "First Name,E-mail 1 - Label,E-mail 1 - Value\nA,* Home,ana@r.example\nB,,bo@r.example\n",
        "Имя;Адрес;Эл. адрес\nА;ул. Мира 1;ana@r.example\nБ;ул. Мира 2;bo@r.example\n",
        "Readers of the Ferry,,\nas of 2026-01-01,,\n\nname,email,city\nA,ana@r.example,x\nB,bo@r.example,y\n",
        "# exported\nemail,name\nana@r.example,A\nbo@r.example,B\n",
        '"sep=;"\nname;email\nA;ana@r.example\nB;bo@r.example\n',
        "email,name,email\n,A,ana@r.example\nbo@r.example,B,\n",
        "ana@r.example, bo@r.example\n",
        "Ana <ana@r.example>; Bo <bo@r.example>\n",
        'email\n\'ana@r.example\'\n"=""bo@r.example"""\n',
        "email\nana@r.example (Ana)\nbo@r.example,\n",
        "email\n\u202aana@r.example\u202c\n\xa0\u2068bo@r.example\u2069\u3000\n",
        'name,email\n"A\nof, Riga",ana@r.example\n"B ""b""\r\nx@y.example",bo@r.example\n',
    ],
)
def test_a_table_is_understood_however_it_is_headed_and_wrapped(table):
    assert cells(table) == TWO


def test_two_columns_of_addresses_without_a_usual_heading_are_asked_about():
    table = "reader,sent by\nana@r.example,x@r.example\nbo@r.example,x@r.example\n"
    with pytest.raises(UnknownColumn, match="More than one"):
        cells(table)
    assert [row.cell for row in addresses_in(table.splitlines(keepends=True), column="reader")] == TWO


def test_our_own_export_comes_back_as_it_went():
    odd = ["=cmd@r.example", "+1@r.example", "-x@r.example"]
    assert cells("email\n" + "".join(f"{safe_cell(address)}\n" for address in odd)) == odd


@pytest.mark.parametrize(
    "table",
    [
        'email,x\nana@r.example,"oops\nbo@r.example,y\ncy@r.example,z\n',
        'email,x\nana@r.example,"oops\nbo@r.example,y\ncy@r.example,"z"\ndy@r.example,y\n',
        'email,x\nana@r.example,"' + ("a" * 60_000 + "\n") * 3 + '"\n',
        'email,x\nana@r.example,"' + "aaaaaaaaa\n" * 40_000,
    ],
)
def test_a_quotation_mark_that_is_not_closed_swallows_nobody(table):
    with pytest.raises(BadTable, match="line 2 is not closed") as refused:
        cells(table)
    assert "ana" not in str(refused.value)


def test_lines_that_hold_zeros_are_no_list():
    with pytest.raises(BadTable, match="no text"):
        cells("email\nana@r.example\n\0\0\n")


@pytest.mark.parametrize("table", ["", "\n  \n", "\ufeff", "sep=;\n"])
def test_an_empty_file_is_called_empty(table):
    with pytest.raises(BadTable, match="empty"):
        cells(table)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_wide_characters_are_read_with_and_without_a_mark(encoding):
    written = "имя,email\nАна,ana@r.example\nБо,bo@r.example\n".encode(encoding)
    assert cells(written.decode(survey(BytesIO(written)).encoding)) == TWO


@pytest.mark.parametrize(
    ("begins", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
        (b"%PDF-1.4", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\xef\xbb\xbf\n <!doctype html>", "web page"),
        (b'[{"email":', "JSON"),
        (b"begin:vcard\r\n", "vCard"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(begins, said):
    with pytest.raises(BadTable, match=said):
        survey(BytesIO(begins + b" ana@r.example"))


@pytest.mark.parametrize("member", ["xl/workbook.xml", "content.xml"])
def test_a_workbook_is_to_be_saved_as_csv(tmp_path, member):
    with zipfile.ZipFile(tmp_path / "list.csv", "w") as workbook:
        workbook.writestr(member, "<x/>")
    with pytest.raises(BadTable, match="save the sheet"):
        archives.tables_in(tmp_path / "list.csv")


@pytest.mark.parametrize(
    ("table", "standings"),
    [
        ("email,status\n{}subscribed\n{}Opted Out\n{}hard bounce\n{}отписан\n", "reader left bounced left"),
        ("email,status\n{}\n{}VIP\n{}junk\n{}Cancelled\n", "pending pending complained left"),
        ("email,unsubscribed\n{}no\n{}yes\n{}2024-01-02\n{}\n", "reader left left reader"),
        ("email,subscribed\n{}yes\n{}no\n{}2024-01-02\n{}\n", "reader left reader pending"),
        ("email,blacklisted\n{}No\n{}Yes\n{}FALSE\n{}1\n", "reader left reader left"),
        ("address,delivery_status\n{}enabled\n{}by_user\n{}by_bounces\n{}by_moderator\n", "reader left bounced left"),
        ("email address,confirm_time,euid\n{}2024-01-02,a\n{},b\n{}2024,c\n{},d\n", "reader pending reader pending"),
        ("email,uuid,status,subscription_status\n{}u,enabled,confirmed\n{}u,blocklisted,confirmed\n", "reader left"),
        ("email,type\n{}SMTP\n{}unsubscribed\n", "reader left"),
        ("email,subscribed_to_emails,deleted_at\n{}true,\n{}true,2024-01-02\n{}false,\n", "reader left left"),
    ],
)
def test_who_left_elsewhere_is_no_reader_whatever_the_column_is_called(table, standings):
    lines = table.replace("{}", "ana@r.example,").splitlines(keepends=True)
    assert [row.standing for row in addresses_in(lines)] == [Standing(word) for word in standings.split()]
