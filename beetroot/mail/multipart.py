"""Text and HTML as the body of a message: one part, or alternatives with the plain text first."""

import hashlib

from beetroot.mail import quoted_printable

_ENCODING = ("Content-Transfer-Encoding", "quoted-printable")  # RFC 2045 6


def content(text: str, html: str | None) -> tuple[list[tuple[str, str]], bytes]:
    """The content fields (name, folded value) and the body (CRLF, lines ≤ 76 octets, slots marked).

    The same text and HTML always give the same bytes.
    """
    encoded = quoted_printable.encode(text)
    if html is None:
        return [_content_type("plain"), _ENCODING], encoded
    encoded_html = quoted_printable.encode(html)
    # "=_" cannot occur in quoted-printable (RFC 2045 6.7), so no part can hold the boundary.
    boundary = f"=_{hashlib.sha256(encoded + encoded_html).hexdigest()[:32]}"
    # RFC 2046 5.1.4: the last part is the one to prefer.
    parts = (_part(boundary, "plain", encoded), _part(boundary, "html", encoded_html))
    alternative = ("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"')
    return [alternative], b"".join((*parts, f"--{boundary}--\r\n".encode("ascii")))


def _content_type(kind: str) -> tuple[str, str]:
    return ("Content-Type", f"text/{kind}; charset=utf-8")  # RFC 2045 5


def _part(boundary: str, kind: str, encoded: bytes) -> bytes:
    fields = "".join(f"{name}: {value}\r\n" for name, value in (_content_type(kind), _ENCODING))
    # RFC 2046 5.1.1: the CRLF before a boundary belongs to the boundary, not to the part.
    return f"--{boundary}\r\n{fields}\r\n".encode("ascii") + encoded + b"\r\n"
