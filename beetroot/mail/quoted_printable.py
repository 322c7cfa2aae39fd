"""Quoted-printable (RFC 2045 6.7) with places that are left open.

The standard library's encoder knows no such places and leaves a leading dot or "From " as it is, which some
servers still change on the way (RFC 2049 3), and a changed body breaks the signature.
"""

from collections.abc import Iterator

from beetroot.mail.segments import SLOT

MAX_LINE = 76
MAX_SLOT = MAX_LINE - 1
_WRAP = MAX_LINE - 3  # leaves room for the soft break and for one more escape at either end

_PLAIN = frozenset(range(0x21, 0x7F)) - {0x3D} | {0x09, 0x20}
_ATOMS = [chr(octet) if octet in _PLAIN else f"={octet:02X}" for octet in range(256)]


def encode(text: str) -> bytes:
    """The text as quoted-printable lines with CRLF, each ≤ 76 octets.

    A slot stands on a line of its own between soft breaks, so its value may have any length up to MAX_SLOT
    and never changes where other lines break. Line ends may be LF or CRLF; the result ends in CRLF.
    """
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    return "".join(f"{physical}\r\n" for line in lines for physical in _physical_lines(line)).encode("ascii")


def _physical_lines(line: str) -> Iterator[str]:
    """One line of text as lines of the body; all but the last end in a soft break."""
    lines: list[str] = []
    for number, piece in enumerate(SLOT.split(line)):
        if number % 2:
            lines.append(f"\0{piece}\0")
        elif piece:
            lines.extend(_wrapped(piece))
    yield from (f"{physical}=" for physical in lines[:-1])
    yield _without_final_space(lines[-1]) if lines else ""


def _wrapped(piece: str) -> Iterator[str]:
    line = ""
    for octet in piece.encode("utf-8", "replace"):
        atom = _ATOMS[octet]
        if len(line) + len(atom) > _WRAP:
            yield _safe_start(line)
            line = ""
        line += atom
    yield _safe_start(line)


def _safe_start(line: str) -> str:
    if line.startswith((".", "From ")):
        return f"={ord(line[0]):02X}{line[1:]}"
    return line


def _without_final_space(line: str) -> str:
    """RFC 2045 6.7 (3): white space at the end of a line must be encoded."""
    return f"{line[:-1]}={ord(line[-1]):02X}" if line.endswith((" ", "\t")) else line
