"""ZIP files, as Mailchimp and Substack hand lists out: read where they lie, never unpacked (attacks 15 and 30)."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from beetroot.audience.rules.errors import BadTable

MAX_MEMBERS = 100
MAX_BYTES = 4 << 30
"""Of one table, unpacked: some fifty million readers."""
MAX_RATIO = 200
"""A real list is packed to a tenth or less of its size; a bomb to a thousandth."""
_TABLES = (".csv", ".txt", ".tsv")
_SHEETS = frozenset({"xl/workbook.xml", "content.xml"})
"""Excel's and LibreOffice's own files are archives, too."""
_OUT = re.compile(r"(?i)unsub|clean|bounce|complain|suppress|removed")


def is_archive(file: Path) -> bool:
    """Whether it begins as a ZIP file does, whatever its name."""
    with file.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def tables_in(file: Path) -> list[str]:
    """The names of the tables in an archive, in the order to import them.

    Raises BadTable for one that is damaged, a bomb or has none.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        raise BadTable("This ZIP file is damaged; export the list again.") from None
    if len(members) > MAX_MEMBERS:
        raise BadTable(f"This ZIP file has {len(members):,} members; a list has at most {MAX_MEMBERS}.")
    tables = [_checked(member).filename for member in members if _is_table(member)]
    if any(member.filename in _SHEETS for member in members):
        raise BadTable("This is a workbook, not a table; open it and save the sheet of readers as CSV (UTF-8).")
    if not tables:
        raise BadTable("There is no table (.csv, .txt, .tsv) in this ZIP file.")
    # Who left or was cleaned comes first, so that no other file of the same archive makes a reader of them.
    return sorted(tables, key=lambda name: not _OUT.search(PurePosixPath(name).name))


@contextmanager
def opened(file: Path, name: str) -> Iterator[IO[bytes]]:
    """One table of the archive as a stream that ends with an error when it is longer than it said."""
    with zipfile.ZipFile(file) as archive, archive.open(_checked(archive.getinfo(name))) as stream:
        yield stream


def _is_table(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return not member.is_dir() and path.suffix.lower() in _TABLES and not path.name.startswith((".", "__MACOSX"))


def _checked(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    if member.flag_bits & 1:
        raise BadTable("This ZIP file is locked by a password; unpack it and import the tables.")
    # zipfile reads no more than file_size bytes of a member, whatever comes out of it.
    if member.file_size > MAX_BYTES or member.file_size > MAX_RATIO * max(member.compress_size, 1024):
        raise BadTable("A table in this ZIP file unpacks to far more than a list of readers; it was not opened.")
    return member
