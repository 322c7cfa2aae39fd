"""ZIP files, as Mailchimp and Substack hand lists out: read where they lie, never unpacked (attacks 15 and 30)."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from beetroot.audience.rules.errors import BadTable
from beetroot.audience.rules.sources import Standing, standing_of_file

MAX_MEMBERS = 20_000
"""Some systems add a file for every post, or three."""
MAX_TABLES = 100
MAX_BYTES = 4 << 30
"""Of one table, unpacked: some fifty million readers."""
MAX_RATIO = 200
"""A real list is packed to a tenth or less of its size; a bomb to a thousandth."""
_DAMAGED = "This ZIP file is damaged, or packed in a rare way; export the list again."
_LATER = {Standing.PENDING: 1, Standing.READER: 2}
_TABLES = (".csv", ".txt", ".tsv")
_SHEETS = frozenset({"xl/workbook.xml", "content.xml"})
"""Excel's and LibreOffice's own files are archives, too."""
#: Substack and Mailchimp add who was sent and who opened what; whoever left since is in there, too.
_ABOUT_MAILS = re.compile(
    r"(?i)(?:^|[/._ -])(?:posts?|campaigns?|granular_activity|aggregate_activity|opens?|opened|clicks?|clicked|delivers"
    r"|delivered|sends|sent|templates?|surveys?|conversations|orders|payments|stats|reports?)(?:[/._ -]|$)"
)


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
        raise BadTable(_DAMAGED) from None
    named = [member for member in members if _is_table(member)]
    wanted = [member for member in named if not _ABOUT_MAILS.search(member.filename)] or named
    if len(members) > MAX_MEMBERS or len(wanted) > MAX_TABLES:
        raise BadTable(f"This ZIP file has {len(members):,} members, far more than the export of a list.")
    tables = [_checked(member).filename for member in wanted]
    if any(member.filename in _SHEETS for member in members):
        raise BadTable("This is a workbook, not a table; open it and save the sheet of readers as CSV (UTF-8).")
    if not tables:
        raise BadTable("There is no table (.csv, .txt, .tsv) in this ZIP file.")
    # Who left or was cleaned comes first, so that no other file of the same archive makes a reader of them.
    return sorted(tables, key=lambda name: _LATER.get(standing_of_file(name), 0))


@contextmanager
def opened(file: Path, name: str) -> Iterator[IO[bytes]]:
    """One table of the archive as a stream that ends with an error when it is longer than it said."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(_checked(archive.getinfo(name))) as stream:
            yield stream
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error):
        raise BadTable(_DAMAGED) from None


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
