"""Files that are no list of readers, by how they begin: each is called by its name, with what to do."""

import re

from beetroot.audience.rules.errors import BadTable

_EXPORT = "export the list as CSV"
_PACKED = "a packed file; unpack it first"
_DATABASE = "a copy of a database, not a table; " + _EXPORT
_MAIL = "a mail or a mailbox, not a table; " + _EXPORT
#: Of bytes without mark and leading space. Patterns, since a list may itself begin with a bracket or a minus.
_FOREIGN = tuple(
    (re.compile(rb"(?i)" + pattern), words)
    for pattern, words in (
        (rb"\xd0\xcf\x11\xe0", "an old Excel workbook; open it and save it as CSV (UTF-8)"),
        (rb"%PDF", "a PDF, not a table; " + _EXPORT),
        (rb"\x1f\x8b", "packed by gzip; unpack it first"),
        (rb"7z\xbc\xaf|Rar!|BZh\d|\xfd7zXZ|\x28\xb5\x2f\xfd", _PACKED),
        (rb"PK\x05\x06", "an empty ZIP file; export the list again"),
        (rb"SQLite format|insert into|create table|/\*!|pgdmp", _DATABASE),
        (rb"--\s+(?:--\s+)?(?:mysql|mariadb|phpmyadmin|postgresql|adminer|heidisql|sqlite|dump)", _DATABASE),
        (rb"<\?xml", "XML, not a table; " + _EXPORT),
        (rb"<(?:!doctype|!--|[a-z]+[\s>])", "a web page, not a table; " + _EXPORT),
        (rb"\{\\rtf", "a text of a word processor (RTF), not a table; " + _EXPORT),
        (rb"[{\[]", "JSON, not a table; " + _EXPORT),
        (rb"begin:vcard", "an address book (vCard), not a table; " + _EXPORT),
        (rb"(?:version: \d+\s+)?dn:", "a directory (LDIF), not a table; " + _EXPORT),
        (rb"From \S+@|(?:return-path|received|delivered-to|mime-version|message-id|from|x-[a-z-]+): ", _MAIL),
    )
)


def refuse_foreign(first: bytes) -> None:
    """Raises BadTable for what plainly is something else."""
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    for beginning, words in _FOREIGN:
        if beginning.match(start):
            raise BadTable(f"This is {words}.")
