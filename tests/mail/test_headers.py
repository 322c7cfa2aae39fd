from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beetroot.mail import headers
from beetroot.mail.errors import BadAddress, BadHeader

SENTENCES = [
    "The mill on the Kura",
    "سیلاب در شمال و می‌خواهیم بدانیم چرا",
    "الطاحونة على النهر",
    "Ջրաղացը գետի վրա",
    "წისქვილი მტკვარზე",
    "Мельница на реке и всё, что за ней",
    "Млын на рацэ — ўсё, што за ім",
    "Млин на річці — її господар",
    "河上的磨坊",
    "Bread 🍞, beet 🍲, family 👨‍👩‍👧‍👦, flag 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "=?utf-8?q?not_encoded?= and =?x?b?????=",
    "100% of what? \\ \"quoted\" (and) <angled>; a@b",
    "word " * 60,
    "wordwithoutanyspace" * 20,
    "мельница" * 30,
    "",
]  # fmt: skip


def parsed(name: str, value: str):
    octets = f"{name}: {value}\r\n\r\n".encode("ascii")
    assert all(len(line) <= 78 for line in octets.split(b"\r\n"))
    return message_from_bytes(octets, policy=policy.SMTP)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_subject_in_any_script_arrives_as_it_was_typed(sentence):
    mail = parsed("Subject", headers.unstructured(sentence, name="Subject"))
    assert mail["Subject"] == headers.clean(sentence)
    assert mail.keys() == ["Subject"]


@pytest.mark.parametrize("name", [sentence for sentence in SENTENCES if len(sentence) <= 200])
def test_a_senders_name_in_any_script_arrives_as_it_was_typed(name):
    mail = parsed("From", headers.mailbox(name, "post@letter.example.org"))
    # Not `mail["From"].addresses`: Python 3.11 keeps the space between two encoded words of a name (RFC 2047 6.2).
    written, address = parseaddr(dict(mail.raw_items())["From"])
    assert (str(make_header(decode_header(written))), address) == (headers.clean(name), "post@letter.example.org")


BREAKS = ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\0", "\r\n ", "\n\t"]


@pytest.mark.parametrize("line_break", BREAKS)
@pytest.mark.parametrize("around", ["Hello{}Bcc: all@example.org", "Привет{}Bcc: all@example.org"])
def test_a_newline_in_a_subject_or_name_adds_no_header(around, line_break):
    text = around.format(line_break)
    for value in (headers.unstructured(text, name="From"), headers.mailbox(text, "post@letter.example.org")):
        mail = parsed("From", value)
        assert mail.keys() == ["From"]
        assert not mail.defects
        assert mail["Bcc"] is None


def test_marks_that_reorder_text_are_gone_and_joiners_stay():
    assert headers.clean("safe\u202egpj.exe\u2066\u200f") == "safegpj.exe"
    assert headers.clean("می\u200cخواهم 👩\u200d🌾") == "می\u200cخواهم 👩\u200d🌾"


def test_a_name_of_ten_thousand_characters_is_refused_with_what_to_do():
    with pytest.raises(BadHeader, match="shorten it to at most 200"):
        headers.mailbox("long " * 2000, "post@letter.example.org")


@pytest.mark.parametrize("name", ["", "X Y", "X:Y", "X\r\nBcc", "Überschrift", "X" * 61])
def test_a_broken_header_name_is_refused(name):
    with pytest.raises(BadHeader):
        headers.field_name(name)


def test_a_broken_sender_address_is_refused():
    with pytest.raises(BadAddress):
        headers.mailbox("River Post", "post@letter.example.org>\r\nBcc: all@example.org")


@given(st.text(max_size=200))
def test_whatever_is_typed_stays_one_header(text):
    mail = parsed("Subject", headers.unstructured(text, name="Subject"))
    assert mail.keys() == ["Subject"]
    assert mail["Subject"] == headers.clean(text)
