"""Lists as other systems export them; every file here is invented after their documented headings."""

import zipfile
from io import BytesIO

import pytest

from beetroot.audience import actions
from beetroot.audience.models import ImportRun, Subscription, Suppression
from beetroot.audience.rules import BadTable, archives
from beetroot.audience.rules.columns import UnknownColumn
from beetroot.audience.rules.sources import Standing
from beetroot.audience.rules.tables import addresses_in, survey

LISTS = {
    "listmonk": """uuid,email,name,attributes,status,created_at,updated_at
u1,ana@r.example,Ana,"{""city"": ""Riga""}",enabled,2024-05-03T10:00:00Z,x
u2,bo@r.example,Bo,{},blocklisted,2024-05-03T10:00:00Z,x
u3,cy@r.example,Cy,{},disabled,2024-05-03T10:00:00Z,x
""",
    "Ghost": """id,email,name,note,subscribed_to_emails,complimentary_plan,customer_id,created_at,deleted_at,labels
1,ana@r.example,Ana,,true,false,,2024-05-03T10:00:00.000Z,,
2,bo@r.example,Bo,,false,false,,2024-05-03T10:00:00.000Z,,
3,cy@r.example,Cy,,false,false,,2024-05-03T10:00:00.000Z,,
""",
    "Substack": """email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at
ana@r.example,false,,other,false,2024-05-03T10:00:00.000Z,
bo@r.example,false,,other,true,2024-05-03T10:00:00.000Z,
cy@r.example,true,,yearly,true,2024-05-03T10:00:00.000Z,
""",
    "Buttondown": """email,notes,metadata,tags,referrer_url,creation_date,secondary_id,type
ana@r.example,,{},,,2024-05-03T10:00:00Z,1,regular
bo@r.example,,{},,,2024-05-03T10:00:00Z,2,unsubscribed
cy@r.example,,{},,,2024-05-03T10:00:00Z,3,undeliverable
dy@r.example,,{},,,2024-05-03T10:00:00Z,4,unactivated
""",
}
MAILCHIMP = {
    "subscribed_members_export_1.csv": "Email Address,First Name,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,LEID,EUID,TAGS\n"
    'ana@r.example,Ana,2024-05-03 10:00:00,192.0.2.1,2024-05-03 10:00:00,1,a,"""x"""\n',
    "unsubscribed_members_export_1.csv": "Email Address,First Name,OPTIN_TIME,UNSUB_TIME,LEID,EUID\n"
    "bo@r.example,Bo,2024-05-03 10:00:00,2024-06-03 10:00:00,2,b\n",
    "cleaned_members_export_1.csv": "Email Address,First Name,OPTIN_TIME,CLEAN_TIME,LEID,EUID\n"
    "cy@r.example,Cy,2024-05-03 10:00:00,2024-06-03 10:00:00,3,c\n",
}


@pytest.fixture
def take(newsletter, keyring, operator):
    def taken(table, **more):
        asked = {"newsletter": newsletter, "consent": "the old system", "keyring": keyring, "by": operator}
        return actions.import_csv(lines=table.splitlines(keepends=True), **(asked | more))

    return taken


@pytest.mark.parametrize("system", LISTS)
def test_readers_come_over_and_who_left_the_old_system_stays_out(take, system, keyring):
    report = take(LISTS[system])
    assert (report.added, report.left_elsewhere, report.invalid) == (1, 2, 0)
    assert report.left_elsewhere_lines == (3, 4)
    assert report.pending_elsewhere == (1 if system == "Buttondown" else 0)
    (ana,) = Subscription.objects.all()
    assert ana.joined_month.isoformat() == "2024-05-01"
    assert actions.open_addresses([ana.id], keyring=keyring) == {ana.id: "ana@r.example"}
    assert Suppression.objects.count() == 2
    assert take("email\nbo@r.example\ncy@r.example\ndy@r.example\n").suppressed_lines == (2, 3)


def test_a_reader_here_is_not_put_out_by_having_left_the_old_system(take, join):
    join("bo@r.example")
    assert take(LISTS["Ghost"]).left_elsewhere == 2
    assert Subscription.objects.filter(state="confirmed").count() == 2


def test_mailchimps_zip_is_read_where_it_lies(take, tmp_path):
    file = tmp_path / "audience.zip"
    zipped(file, MAILCHIMP | {"__MACOSX/._x": "junk"})
    assert archives.is_archive(file)
    assert archives.tables_in(file) == [*list(MAILCHIMP)[1:], *list(MAILCHIMP)[:1]]
    reports = []
    for name in archives.tables_in(file):
        with archives.opened(file, name) as raw:
            reports.append(take(raw.read().decode()))
    assert [(report.added, report.left_elsewhere) for report in reports] == [(0, 1), (0, 1), (1, 0)]
    assert sorted(Suppression.objects.values_list("reason", flat=True)) == ["bounced", "left"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audience.zip"]


def zipped(file, members):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def link_to_passwords():
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    return link


@pytest.mark.parametrize("name", ["../../escape.csv", "/tmp/escape.csv", link_to_passwords()])
def test_an_archive_whose_names_lead_outside_writes_nothing_and_reads_no_other_file(tmp_path, name):
    (tmp_path / "in").mkdir()
    file = zipped(tmp_path / "in" / "list.zip", {name: "/etc/passwd"})
    before = sorted(tmp_path.rglob("*"))
    (table,) = archives.tables_in(file)
    with archives.opened(file, table) as raw:
        assert raw.read() == b"/etc/passwd"
    assert sorted(tmp_path.rglob("*")) == before


def test_an_archive_that_is_a_bomb_or_locked_or_torn_is_refused(tmp_path):
    locked = zipped(tmp_path / "locked", {"list.csv": "email\n"})
    raw = bytearray(locked.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(raw)
    (tmp_path / "torn").write_bytes(b"PK\x03\x04 and then nothing")
    zipped(tmp_path / "bomb", {"list.csv": b"a" * 50_000_000})
    zipped(tmp_path / "many", {f"{number}.csv": "email\n" for number in range(archives.MAX_MEMBERS + 1)})
    zipped(tmp_path / "empty", {"photo.jpg": b"x"})
    for file in tmp_path.iterdir():
        with pytest.raises(BadTable):
            archives.tables_in(file)


def test_who_left_in_one_file_of_an_archive_is_not_taken_from_another(take, tmp_path):
    both = {name: table.replace("bo@", "ana@").replace("cy@", "ana@") for name, table in MAILCHIMP.items()}
    file = zipped(tmp_path / "audience.zip", both)
    for name in archives.tables_in(file):
        with archives.opened(file, name) as raw:
            take(raw.read().decode())
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "table",
    [
        "Ana Reader <ana@r.example>\nbo@r.example\n",
        '"Reader, Ana" <ana@r.example>\nReader, Bo <bo@r.example>\n',
        "sep=;\nName;E-Mail\nA;ana@r.example\nB;mailto:bo@r.example\n",
        "Name,Email Address\n\nA,  ana@r.example \nB,\u200bbo@r.example\u200b\n",
        "name\temail\rA\tana@r.example\rB\tbo@r.example\r",
        '\nEmail,Notes\nana@r.example,"a ; b | c\td"\nbo@r.example,x\n',
        "имя;адрес\nА;ana@r.example\nБ;bo@r.example\n",
    ],
)
def test_odd_tables_are_read(table):
    assert [row.cell for row in addresses_in(table.splitlines(keepends=True))] == ["ana@r.example", "bo@r.example"]


def test_columns_may_be_named_and_an_unknown_one_lists_the_headings():
    lines = ["who,since,tongue,contact\n", "x@r.example,2023-02-28,RU,ana@r.example\n"]
    with pytest.raises(UnknownColumn, match="who, since, tongue, contact") as unknown:
        list(addresses_in(lines))
    assert unknown.value.headings == ["who", "since", "tongue", "contact"]
    (row,) = addresses_in(lines, column="Contact", columns={"joined": "since", "language": "tongue"})
    assert (row.cell, f"{row.joined}", row.language, row.standing) == (
        "ana@r.example",
        "2023-02-28",
        "ru",
        Standing.READER,
    )


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp1252", "utf-8", "utf-16"])
def test_the_page_of_an_old_list_is_told_by_its_letters(encoding):
    words = (
        "Имя;Почта;Город\nНадежда;a@r.example;Минск\n" if encoding != "cp1252" else "Prénom;Courriel\nZoé;a@r.example\n"
    )
    found = survey(BytesIO(words.encode(encoding)))
    assert words.encode(encoding).decode(found.encoding) == words
    (row,) = addresses_in(words.encode(encoding).decode(found.encoding).splitlines(keepends=True))
    assert row.cell == "a@r.example"


def test_offices_are_counted_and_left_out_unless_they_are_wanted(take):
    table = "email\ninfo@r.example\nPostmaster@r.example\nana@r.example\n"
    assert (take(table, dry_run=True).roles, take(table).role_lines) == (2, (2, 3))
    assert Subscription.objects.count() == 1
    assert take(table, take_roles=True).added == 2


def test_an_import_that_was_killed_goes_on_where_it_stood(take):
    table = "email\n" + "".join(f"r{number}@r.example\n" for number in range(600)) + "r1@r.example\nbroken\n"

    def killed(rows):
        if rows >= 500:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(table, file_digest=b"d", progress=killed)
    assert 0 < Subscription.objects.count() < 600
    told: list[int] = []
    report = take(table, file_digest=b"d", progress=told.append)
    assert (report.added, report.duplicate_lines, report.invalid_lines) == (600, (602,), (603,))
    assert told[0] > 500
    assert Subscription.objects.count() == 600
    assert not ImportRun.objects.exists()


def test_joined_in_the_future_or_in_another_language_counts_as_now_and_as_the_newsletter(take, newsletter):
    take("email,created_at,l\na@r.example,2999-01-01,xx\nb@r.example,,be\n", columns={"language": "l"})
    assert sorted(Subscription.objects.values_list("language", flat=True)) == ["be", "en"]
    assert all(row.joined_month.year < 2999 for row in Subscription.objects.all())


def test_who_left_on_any_line_is_no_reader_by_another_one(take, join):
    join("here@r.example")
    table = "email,status\nana@r.example,active\nhere@r.example,unsubscribed\nANA@r.example,unsubscribed\n"
    for report in (take(table, dry_run=True), take(table)):
        assert (report.added, report.left_elsewhere, report.suppressed_lines) == (0, 2, (2,))
    assert Suppression.objects.count() == 1
    assert [row.state for row in Subscription.objects.all()] == ["confirmed"]


def test_a_file_that_is_named_after_those_who_left_brings_nobody_in(take):
    assert take("email\nana@r.example\n", standing=Standing.LEFT).left_elsewhere == 1
    assert take("email\nana@r.example\n").suppressed_lines == (2,)
