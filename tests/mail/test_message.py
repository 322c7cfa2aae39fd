import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beetroot.mail import message, message_id
from beetroot.mail.errors import BadAddress, BadHeader, BadTemplate, MailError
from tests.mail.letters import BASE, DOMAIN, HTML, LINK, NOW, READER, TEXT, TOKEN, filled, rendering

ONCE = ["From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Id", "List-Unsubscribe",
        "List-Unsubscribe-Post", "Auto-Submitted", "Precedence", "MIME-Version", "Content-Type"]  # fmt: skip


def parsed(mail: message.Message):
    received = message_from_bytes(mail.to_bytes().replace(b"\r\n", b"\n"), policy=policy.SMTP)
    assert not received.defects
    return received


def notice(**changes) -> message.Notice:
    usual = {"subject": "Please confirm", "from_name": "River Post", "from_address": f"post@{DOMAIN}", "text": "Hi\n"}
    return message.Notice(**{**usual, **changes})


def test_each_header_stands_exactly_once_and_no_other():
    assert parsed(filled()).keys() == ONCE


def test_date_and_message_id_are_in_order():
    mail = parsed(filled(to="r@mail.example"))
    assert mail["Date"].datetime == NOW
    assert mail["Date"].datetime.tzinfo is not None
    assert re.fullmatch(rf"<[a-z2-7]{{32}}@{re.escape(DOMAIN)}>", mail["Message-ID"])


def test_the_date_is_written_in_utc_wherever_the_worker_stands():
    mail = message.build_template(rendering()).fill(
        to=READER, date=NOW.astimezone(timezone(timedelta(hours=4))), message_id="<a@b.example>", leave_token="x"
    )
    assert parsed(mail)["Date"] == "Sat, 14 Mar 2026 09:26:53 +0000"


def test_the_text_part_comes_first_and_both_read_as_they_were_written():
    text, html = parsed(filled()).iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content() == TEXT.replace(message.LEAVE_TOKEN, TOKEN)
    assert html.get_content() == f"{HTML.replace(message.LEAVE_TOKEN, TOKEN)}\n"


def test_a_plain_rendering_is_one_text_part():
    mail = parsed(filled(html=None))
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == TEXT.replace(message.LEAVE_TOKEN, TOKEN)


def test_lines_are_short_end_in_crlf_and_hold_no_nul():
    octets = filled(html=HTML + "x" * 5000 + "🍲" * 2000).to_bytes()
    lines = octets.split(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\0", octets)
    assert max(len(line) for line in lines) <= 998
    body = octets.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert max(len(line) for line in body) <= 76
    assert octets.isascii()


def test_no_line_of_a_body_starts_with_a_dot_or_from():
    body = filled(text=f"{'.x' * 200}\n{'From ' * 40}\n{LINK}\n").to_bytes()
    assert not re.search(rb"^(\.|From )", body.partition(b"\r\n\r\n")[2], re.MULTILINE)


def test_one_click_leaving_has_one_https_link_and_one_mailbox():
    mail = parsed(filled())
    ways = re.findall(r"<([^>]+)>", mail["List-Unsubscribe"])
    assert ways == [BASE + TOKEN, f"mailto:leave@{DOMAIN}?subject={TOKEN}"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == f"<{DOMAIN}>"


@pytest.mark.parametrize("token", ["x", "a" * 75, "k1.Zm9vYmFy_-~", "a" + "." * 74, "-.~_"])
def test_a_token_of_any_length_leaves_the_leave_link_whole(token):
    for part in parsed(filled(token=token)).iter_parts():
        assert BASE + token in part.get_content()
    assert max(map(len, filled(token=token).to_bytes().partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76


@pytest.mark.parametrize("token", ["", "." * 3, "a" * 76, "a b", "a\r\nX: y", "a=b", "a<b", "é", "a/b", "a\n"])
def test_a_token_that_could_break_out_is_refused(token):
    with pytest.raises(BadTemplate):
        filled(token=token)


def test_two_readers_bodies_differ_in_the_leave_token_only():
    one, other = filled(token="A" * 40), filled(to="another@mail.example", token="B" * 40, subscription=8)
    bodies = [mail.to_bytes().partition(b"\r\n\r\n")[2] for mail in (one, other)]
    assert bodies[0] != bodies[1]
    assert bodies[0].replace(b"A" * 40, b"") == bodies[1].replace(b"B" * 40, b"")


def test_the_readers_address_stands_in_to_and_nowhere_else_in_any_disguise():
    octets = filled(to=READER).to_bytes()
    assert octets.count(READER.encode()) == 1
    rest = octets.replace(f"To: <{READER}>\r\n".encode(), b"", 1).lower()
    digests = [hashlib.new(name, form.encode()).digest() for name in ("md5", "sha1", "sha256")
               for form in (READER, READER.lower())]  # fmt: skip
    disguises = [READER.encode(), READER.partition("@")[0].encode(), quote(READER, safe="").encode(), *digests]
    for disguise in disguises:
        for form in (disguise, base64.b64encode(disguise).rstrip(b"="), disguise.hex().encode()):
            assert form.lower() not in rest


@pytest.mark.parametrize("field", ["Received", "X-Mailer", "X-Originating-IP", "User-Agent", "Sender", "Return-Path"])
def test_nothing_names_the_host_or_program_that_sent_it(field):
    assert parsed(filled())[field] is None


def test_a_confirmation_has_no_list_headers_and_says_that_a_machine_wrote_it():
    mail = parsed(message.transactional(notice(), to=READER, date=NOW, message_id=message_id.random(DOMAIN)))
    assert not [name for name in mail if name.startswith("List-")]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"].addresses[0].addr_spec == READER
    assert mail.get_content() == "Hi\n"


def test_an_international_reader_gets_an_a_label_domain_and_an_untouched_local_part():
    to_header = filled(to="ნინო@Büro.example").head.split(b"\r\n")[1]
    assert to_header == "To: <ნინო@xn--bro-hoa.example>".encode()


INJECTIONS = [
    "Hi\r\nBcc: all@example.org",
    "Hi\nBcc: all@example.org",
    "Hi\u2028Bcc: x",
    "Hi\x85Bcc: x",
    "Hi\0\rBcc: x",
]


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("field", ["subject", "from_name", "extra"])
def test_no_field_lets_an_author_add_a_header(field, text):
    mail = parsed(filled(**{field: {"Feedback-ID": text} if field == "extra" else text}))
    assert mail["Bcc"] is None
    assert [name for name in mail if name != "Feedback-ID"] == ONCE


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("field", ["from_address", "reply_to", "list_id", "leave_base", "leave_mailbox"])
def test_a_newline_in_an_address_or_url_stops_the_issue(field, text):
    with pytest.raises(MailError):
        filled(**{field: f"{getattr(rendering(), field)}{text}"})


@pytest.mark.parametrize("to", [f"{READER}\r\nBcc: a@b.example", "a@b.example, c@d.example", "x", "<a@b.example>"])
def test_a_newline_in_a_readers_address_stops_that_message_and_is_not_shown(to):
    with pytest.raises(BadAddress) as refusal:
        filled(to=to)
    assert to not in str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"subject": "Re: the mill"}, "begins like a reply"),
        ({"subject": "FWD : the mill"}, "begins like a reply"),
        ({"subject": " \r\n "}, "subject is empty"),
        ({"subject": "long " * 200}, "shorten it"),
        ({"leave_base": "http://letter.example.org/leave/"}, "short https base"),
        ({"leave_base": "https://letter.example.org/leave?x=1&t="}, "https base"),
        ({"leave_base": f"https://letter.example.org/{'x' * 999}/"}, "https base"),
        ({"list_id": "River Post"}, "List-Id"),
        ({"text": "no way out\n"}, "plain text part has no leave link"),
        ({"html": "<p>no way out</p>"}, "HTML part has no leave link"),
        ({"html": f"{HTML}<img src='https://elsewhere.example/{message.LEAVE_TOKEN}'>"}, "outside a leave link"),
        ({"extra": {"Received": "x"}}, "set by Beetroot alone: Received"),
        ({"extra": {"x-mailer-id": "x"}}, "set by Beetroot alone"),
        ({"from_address": "ნინო@letter.example.org"}, "ASCII before the @"),
        ({"text": TEXT + "x" * 2_100_000}, "octets; at most"),
    ],
)  # fmt: skip
def test_an_editor_is_told_what_to_change(changes, told):
    with pytest.raises((BadTemplate, BadHeader), match=told):
        filled(**changes)


def test_a_stored_template_gives_the_same_message_years_later():
    template = message.build_template(rendering(subject="Мельница"))
    stored = template.to_bytes()
    again = message.Template.from_bytes(stored)
    assert hashlib.sha256(stored).hexdigest() == template.digest == again.digest
    later = datetime(2036, 1, 1, tzinfo=UTC)
    one, other = (
        each.fill(to=READER, date=later, message_id="<a@b.example>", leave_token=TOKEN) for each in (template, again)
    )
    assert one == other


def test_the_same_rendering_is_always_the_same_template():
    assert message.build_template(rendering()).to_bytes() == message.build_template(rendering()).to_bytes()
    assert message.build_template(rendering()).digest != message.build_template(rendering(subject="Else")).digest


@pytest.mark.parametrize(
    "stored",
    [
        b"", b"{}", b"[]", b"null", b"\xff", b'{"version":2}', b'{"version":1,"fields":[[1]],"body":[]}',
        b'{"version":1,"fields":[],"body":[{"slot":"to\\u0000"}]}', b'{"version":1,"fields":[],"body":["\xc3\xa9"]}',
        b'{"version":1,"fields":[],"body":["a\\n.\\r\\n"]}', b'{"version":1,"fields":[],"body":[".\\r\\nQUIT\\r\\n"]}',
        b'{"version":1,"fields":[],"body":["\\u0000to\\u0000"]}', b'{"version":1,"fields":[],"body":[{"slot":"host"}]}',
    ],
)  # fmt: skip
def test_what_is_no_stored_template_is_refused(stored):
    with pytest.raises(BadTemplate):
        message.Template.from_bytes(stored)


def test_an_issue_without_a_leave_token_is_not_made():
    with pytest.raises(BadTemplate, match="needs a leave token"):
        filled(token=None)


def test_a_date_without_a_zone_is_not_guessed():
    with pytest.raises(BadTemplate, match="needs a zone"):
        message.build_template(rendering()).fill(
            to=READER, date=NOW.replace(tzinfo=None), message_id="<a@b.example>", leave_token="x"
        )


def test_message_ids_are_the_same_for_a_repeat_and_different_for_anyone_else():
    first = message_id.make(b"key", 1, 7, DOMAIN)
    others = [message_id.make(b"key", 1, 8, DOMAIN), message_id.make(b"key", 2, 7, DOMAIN),
              message_id.make(b"yek", 1, 7, DOMAIN), message_id.make(b"key", 17, "", DOMAIN)]  # fmt: skip
    assert first == message_id.make(b"key", 1, 7, DOMAIN)
    assert len({first, *others, message_id.random(DOMAIN), message_id.random(DOMAIN)}) == 7


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300), st.sampled_from(["", " ", "\n", "."]))
def test_any_text_around_the_leave_link_comes_back_unchanged(around, edge):
    text = f"{around}{edge}{LINK}{edge}{around}\n"
    mail = parsed(filled(text=text, html=None))
    assert mail.get_payload(decode=True).decode() == text.replace(message.LEAVE_TOKEN, TOKEN)
