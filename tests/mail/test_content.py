import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beetroot.mail.errors import UnsafeMessage
from beetroot.mail.smtp import content

LINES = st.lists(st.sampled_from([b"", b".", b"..", b".x", b"x.", b"text", b". ", b"DATA", b"."]), min_size=1)


def received(wire: bytes) -> bytes:
    """What a server keeps (RFC 5321 4.5.2), which must find the end only where the end is."""
    inside, end, after = f"\r\n{wire.decode()}".partition("\r\n.\r\n")
    assert end
    assert not after
    return re.sub(r"\r\n\.", "\r\n", f"{inside}\r\n").encode()[2:]


@given(LINES)
def test_whatever_dots_a_mail_has_it_arrives_unchanged(lines):
    mail = b"".join(line + b"\r\n" for line in lines)
    assert received(content.stuff(mail) + b".\r\n") == mail


@given(LINES, st.integers(min_value=1, max_value=9))
def test_cutting_into_blocks_loses_nothing(lines, size):
    mail = b"".join(line + b"\r\n" for line in lines)
    leading, last = content.blocks(content.Ready((mail,), len(mail)), size=size)
    assert b"".join((*leading, *last)) == mail
    assert all(0 < len(block) <= size for block in (*leading, b"".join(last)))


@pytest.mark.parametrize(
    "octets",
    [
        b"a\nb\r\n", b"a\rb\r\n", b"a\n.\r\nMAIL FROM:<x@example.org>\r\n", b"a\r.\r\nMAIL\r\n", b"a\r\n.\nMAIL\r\n",
        b"a\r\r\n", b"a\n\r\n", b"a\0b\r\n", b"a", b"", b"a\r\n.", b"x" * 999 + b"\r\n",
    ],
)  # fmt: skip
def test_a_mail_that_could_smuggle_another_is_refused(octets):
    with pytest.raises(UnsafeMessage):
        content.check(octets)


def test_a_line_of_998_octets_is_fine_and_one_more_is_not():
    content.check(b"x" * 998 + b"\r\n")
    with pytest.raises(UnsafeMessage):
        content.check(b"x" * 999 + b"\r\n")
