"""What other systems and people hand over, written after what they are known to export: who comes in, who does not.

Every file is invented. The rule: nobody who left, bounced, complained or never confirmed comes in. No database.
"""

import csv
import gzip
import zipfile
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from beetroot.audience.rules import BadTable, archives
from beetroot.audience.rules.sources import Standing, standing_of_file
from beetroot.audience.rules.tables import addresses_in, survey


def found(written: bytes | str) -> list[tuple[str, Standing]]:
    raw = written.encode() if isinstance(written, str) else written
    encoding = survey(BytesIO(raw)).encoding
    lines = TextIOWrapper(BytesIO(raw), encoding=encoding, errors="replace", newline="")
    return [(row.cell, row.standing) for row in addresses_in(lines)]


def table(heading: str, *rows: str) -> str:
    """Each row begins with the address of the next reader: a@r.example, b@r.example, …"""
    lines = (f"{chr(97 + number)}@r.example{rest}" for number, rest in enumerate(rows))
    return "\n".join([heading, *lines]) + "\n"


SYSTEMS = {
    "Mailchimp, subscribed": (
        table(
            "Email Address,First Name,Address,RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LEID,EUID,NOTES,TAGS",
            ',Ann,"1 Quay  Riga",2,2024-05-03 10:00:00,192.0.2.1,2024-05-03 10:00:00,192.0.2.1,1,a,,"""x"",""y"""',
            ",Bo,,2,,,,,2,b,,",
        ),
        "reader pending",
    ),
    "Mailchimp, unsubscribed": (
        table("Email Address,First Name,OPTIN_TIME,UNSUB_TIME,UNSUB_REASON,LEID,EUID", ",A,,2024-01-02,NORMAL (x),1,a"),
        "left",
    ),
    "Mailchimp, cleaned": (table("Email Address,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,EUID", ",2024-01-02,x,a"), "bounced"),
    "listmonk": (
        table(
            "email,uuid,name,attributes,status,subscription_status,created_at",
            ',u,A,"{""a"": ""x@y.example""}",enabled,confirmed,2024',
            ",u,B,{},enabled,unconfirmed,2024",
            ",u,C,{},enabled,unsubscribed,2024",
            ",u,D,{},blocklisted,confirmed,2024",
        ),
        "reader pending left left",
    ),
    "Buttondown": (
        table(
            "email_address,creation_date,notes,type,source",
            *(f",2024-05-03,,{kind},x" for kind in ("regular", "premium", "unactivated", "unsubscribed")),
            *(f",2024-05-03,,{kind},x" for kind in ("undeliverable", "complained", "spammy", "removed", "paused")),
        ),
        "reader reader pending left bounced complained complained left pending",
    ),
    "beehiiv": (
        table(
            "email,status,created_at,tier", *(f",{s},x,free" for s in ("active", "inactive", "validating", "pending"))
        ),
        "reader left pending pending",
    ),
    "MailerLite": (
        table(
            "Subscriber,Status,Sent,Subscribed,Unsubscribed",
            ",active,3,2024-01-02,",
            ",junk,0,2024,",
            ",bounced,3,2024,",
        ),
        "reader complained bounced",
    ),
    "Kit": (
        table("email_address,state,created_at", ",active,x", ",inactive,x", ",cancelled,x", ",complained,x", ",NY,x"),
        "reader left left complained reader",
    ),
    "phpList": (
        table(
            "Email,Is the email of this user confirmed,Is this user blacklisted,# bounces,Entered",
            *(",1,0,0,x", ",0,0,0,x", ",1,1,0,x"),
        ),
        "reader pending left",
    ),
    "Newsletter for WordPress": (
        table("email;name;status", ";A;C", ";B;S", ";C;U", ";D;B"),
        "reader pending left bounced",
    ),
    "MailPoet": (
        table("Email,First name,Global Status", ",A,subscribed", ",B,Unconfirmed", ",C,unsubscribed", ",D,bounced"),
        "reader pending left bounced",
    ),
    "Klaviyo": (
        table("Email,Email Marketing Consent", ",SUBSCRIBED", ",NEVER_SUBSCRIBED", ",UNSUBSCRIBED"),
        "reader pending left",
    ),
    "HubSpot": (
        table("Email,Unsubscribed from all email,Email Hard Bounce Reason", ",false,", ",true,", ",false,UNKNOWN_USER"),
        "reader left bounced",
    ),
    "Shopify": (table("Email,Accepts Email Marketing", ",yes", ",no", ","), "reader left pending"),
    "Wix": (
        table("Email 1,Email subscriber status 1", ",Subscribed", ",Unsubscribed", ",Never subscribed"),
        "reader left pending",
    ),
    "Google Groups": (
        "Members for group ferry,,\n"
        + table("Email address,Nickname,Group status,Email status", ",A,member,", ",B,invited,", ",C,member,bouncing"),
        "reader pending bounced",
    ),
    "Mailman 3": (
        table("email,display_name,delivery_status", ",A,enabled", ",B,by_user", ",C,by_bounces"),
        "reader left bounced",
    ),
    "Substack": (
        table("Email,Name,Type,Stripe plan,Cancel date,Start date", ",A,Free,,,x", ",B,Paid,year,2024-01-02,x"),
        "reader reader",
    ),
    "a database, with days that are none": (
        table(
            "email,unsubscribed_at,bounced_at", ",0000-00-00 00:00:00,\\N", ",2024-01-02 10:00:00,NULL", ",None,2024"
        ),
        "reader left bounced",
    ),
    "Russian": (
        table("Эл. почта;Статус", ";подписан", ";отписался", ";не подтверждён", ";Заблокирован", ";спам", ";активен"),
        "reader left pending left complained reader",
    ),
    "Russian, a column of yes and no": (
        table("Почта;Подписан;Подтверждён", ";да;да", ";нет;да", ";да;нет"),
        "reader left pending",
    ),
    "Ukrainian": (
        table("Ел. пошта;Статус", ";підписана", ";відписалася", ";непідтверджений", ";недійсний"),
        "reader left pending bounced",
    ),
    "Belarusian": (table("Эл. пошта;Статус", ";падпісана", ";адпісаўся", ";чакае", ";"), "reader left pending pending"),
    "German": (
        table("E-Mail;Status;Abgemeldet am", ";aktiv;", ";aktiv;02.01.2024", ";unbestätigt;", ";Rückläufer;"),
        "reader left pending bounced",
    ),
    "French": (
        table("Courriel;Statut", ";abonnée", ";désabonné", ";non confirmé", ";désinscrit(e)", ";rebond"),
        "reader left pending left bounced",
    ),
    "by hand, active or not": (table("email,active", ",yes", ",no", ","), "reader left pending"),
    "by hand, words in a column of yes": (
        table("email,subscribed", ",Yes", ",unsubscribed", ",pending"),
        "reader left pending",
    ),
    "by hand, an unknown heading": (table("email,zzz", ",x", ",Unsubscribed", ",bounced"), "reader left bounced"),
    "by hand, no heading": (
        "a@r.example,Ann\nb@r.example,unsubscribed\nc@r.example,не подтверждён\n",
        "reader left pending",
    ),
    "a comma too many before the status": (
        table("email,name,city,active", ",Ann,Riga,1", ",Reader, Bo,Riga,0", ",Cy,Riga"),
        "reader pending pending",
    ),
    "status twice": (table("email,status,status", ",active,active", ",active,unsubscribed"), "reader left"),
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_who_is_a_reader_elsewhere(name):
    written, expected = SYSTEMS[name]
    assert [standing.value for _cell, standing in found(written)] == expected.split()


A_AND_B = [("a@r.example", Standing.READER), ("b@r.example", Standing.READER)]


@pytest.mark.parametrize(
    "written",
    [
        "sep=;\r\nemail;name\r\na@r.example;A\r\nb@r.example;B\r\n".encode("utf-16"),
        "\ufeffsep=,\nemail,name\na@r.example,A\nb@r.example,B\n",
        '\ufeff\ufeff"email"\n"a@r.example"\n"b@r.example"\n',
        "Name\tE-Mail\rА\ta@r.example\rБ\tb@r.example\r".encode("utf-16"),
        "email\n“a@r.example”\n«b@r.example»\n",
        "email\na@r.example \xa0\n\u2003b@r.example\u200b\n",
        'email\na@r.example <a@r.example>\n"b@r.example" <b@r.example>\n',
        "email\n<a@r.example>\n'Bo' <mailto:b@r.example>\n",
        "a@r.example found in:\n     ferry\nb@r.example found in:\n     ferry\n",
        'email,name\na@r.example,"x"\r\n\r\n,\nb@r.example,y\n\n',
        "email,name,,,\na@r.example,A,,,\nb@r.example,B,,,\n",
    ],
)
def test_how_it_is_written_does_not_matter(written):
    assert [each for each in found(written) if "@" in each[0]] == A_AND_B


@pytest.mark.parametrize(
    ("name", "standing"),
    [
        ("unsubscribed_members_export_1.csv", Standing.LEFT),
        ("audience/cleaned_members_export_1.csv", Standing.BOUNCED),
        ("nonsubscribed_members_export_1.csv", Standing.PENDING),
        ("Unsubscribers 2024.csv", Standing.LEFT),
        ("ferry-unsubs.txt", Standing.LEFT),
        ("bounces.csv", Standing.BOUNCED),
        ("spam_complaints.csv", Standing.COMPLAINED),
        ("unconfirmed.csv", Standing.PENDING),
        ("отписавшиеся.csv", Standing.LEFT),
        ("subscribed_members_export_1.csv", Standing.READER),
        ("list.csv", Standing.READER),
        ("subscribed_and_unsubscribed.csv", Standing.READER),
    ],
)
def test_a_file_may_say_in_its_name_who_is_in_it(name, standing):
    assert standing_of_file(name) == standing


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (gzip.compress(b"email\na@r.example\n"), "gzip"),
        (b"BZh91AY&SY", "unpack"),
        (b"Rar!\x1a\x07\x00", "unpack"),
        (b"\xfd7zXZ\x00", "unpack"),
        (b"SQLite format 3\x00", "database"),
        (b"From a@r.example Sat Jan  3 01:05:34 1996\nTo: b@r.example\n", "mail"),
        (b"Return-Path: <a@r.example>\nTo: Bo <b@r.example>\n", "mail"),
        (b"-- MySQL dump 10.13\nINSERT INTO u VALUES (1,'a@r.example','unsubscribed');\n", "database"),
        (b"INSERT INTO `u` VALUES (1,'a@r.example',0);\n", "database"),
        (b"dn: cn=a\nmail: a@r.example\n", "LDIF"),
        (b"{\\rtf1 a@r.example}", "RTF"),
        (b"<table><tr><td>a@r.example</td></tr></table>", "web page"),
        (b'{"email": "a@r.example"}\n', "JSON"),
        (b"email\na@r.example\n" + bytes(512) + b"b@r.example\n", "no text"),
        (b"email\n" + b"x" * (3 << 20), "far too long"),
        (b"PK\x05\x06" + bytes(18), "ZIP"),
    ],
)
def test_what_is_no_list_is_refused_before_anybody_is_taken(written, said):
    with pytest.raises(BadTable, match=said) as refused:
        survey(BytesIO(written))
    assert "r.example" not in str(refused.value)


@pytest.mark.parametrize(
    "cell",
    [
        "a@r.example b@r.example",
        "a@r.example; b@r.example",
        "a@r.example / b@r.example",
        '=HYPERLINK("mailto:a@r.example","a@r.example")',
        "a at r.example",
        "a@r.example <b@r.example>",
        "a@@r.example",
        "a@r.example?subject=hi",
        "a\ufffdb@r.example",
    ],
)
def test_a_cell_that_is_not_one_address_is_nobody(cell):
    from beetroot.audience.actions.sealed_records import is_address

    stream = StringIO()
    csv.writer(stream).writerows([["email", "name"], [cell, "x"]])
    assert not any(is_address(each) for each, _standing in found(stream.getvalue()))


def test_one_broken_byte_does_not_turn_every_name_into_another_one():
    rows = "".join(f"jürgen{number}@bücher.example,Jörg\n" for number in range(50))
    written = f"email,name\n{rows}".encode() + b"x\xff@r.example,Z\n"
    assert found(written)[0][0] == "jürgen0@bücher.example"


def zipped(tmp_path, *names):
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "email\na@r.example\n")
    return tmp_path / "export.zip"


def test_files_about_what_was_sent_and_opened_are_no_list(tmp_path):
    sent = [f"posts/{number}.title.{what}.csv" for number in range(90) for what in ("delivers", "opens")]
    file = zipped(tmp_path, *sent, "posts.csv", "email_list.ferry.csv", "granular_activity/opens/1.csv")
    assert archives.tables_in(file) == ["email_list.ferry.csv"]


def test_who_left_comes_first_in_an_archive_then_who_never_confirmed(tmp_path):
    names = ["subscribed_members.csv", "nonsubscribed_members.csv", "cleaned_members.csv", "unsubscribed_members.csv"]
    assert archives.tables_in(zipped(tmp_path, *names))[2:] == ["nonsubscribed_members.csv", "subscribed_members.csv"]


def test_a_member_that_is_damaged_is_refused_in_words(tmp_path):
    file = zipped(tmp_path, "list.csv")
    raw = bytearray(file.read_bytes())
    raw[raw.index(b"list.csv") + 10] ^= 0xFF
    file.write_bytes(raw)
    with pytest.raises(BadTable, match="damaged"), archives.opened(file, archives.tables_in(file)[0]) as stream:
        stream.read()
