"""The content of a message on the wire."""

from typing import NamedTuple

from beetroot.mail.errors import UnsafeMessage

MAX_LINE = 998  # RFC 5322 2.1.1, without CRLF


class Ready(NamedTuple):
    """Octets, in pieces, that are known to pass `check` and to need no dot-stuffing: nobody need read them again.

    Made by `ready`, and by `message.Template`, whose constant part was checked once an edition. All messages of an
    edition share that part; the pieces are joined in the write that sends them, and nowhere before.
    """

    pieces: tuple[bytes, ...]
    octets: int

    def __repr__(self) -> str:
        return f"Ready(octets={self.octets})"

    def __bytes__(self) -> bytes:
        return b"".join(self.pieces)


def ready(content: bytes | Ready) -> Ready:
    """Checked and dot-stuffed, unless that is known already. Raises UnsafeMessage."""
    if isinstance(content, Ready):
        return content
    check(content)
    stuffed = stuff(content)
    return Ready((stuffed,), len(stuffed))


def check(content: bytes) -> None:
    """Raise UnsafeMessage unless every line ends in CRLF, none is over 998 octets and there is no NUL.

    A bare CR or LF is where two servers disagree about the end of a message (RFC 5321 2.3.8; SMTP smuggling).
    """
    ends = content.count(b"\r\n")
    if content.count(b"\r") != ends or content.count(b"\n") != ends or b"\0" in content:
        raise UnsafeMessage
    if not content.endswith(b"\r\n"):
        raise UnsafeMessage("The message does not end in a line break; it was not sent.")
    if max(map(len, content.split(b"\r\n"))) > MAX_LINE:
        raise UnsafeMessage("The message has a line of more than 998 octets; it was not sent.")


def stuff(content: bytes) -> bytes:
    """The content with a second dot before each leading one (RFC 5321 4.5.2), without the final dot."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def blocks(stuffed: Ready, *, size: int) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """The blocks of `size` octets that go ahead, and the pieces of the last, which is not empty and at most as long."""
    if stuffed.octets <= size:
        return (), stuffed.pieces
    whole = bytes(stuffed)
    *leading, last = (whole[start : start + size] for start in range(0, len(whole), size))
    return tuple(leading), (last,)
