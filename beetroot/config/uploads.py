"""What the public site takes in: words of a form, never a file."""

from typing import NoReturn

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

#: No form for readers is longer, in octets.
LONGEST_FORM = 65_536


class NoFiles(FileUploadHandler):
    """Ends a posted file at its first octet. Django's own would write it to the disk, as long as it is (attack 30)."""

    def new_file(self, *_: object, **__: object) -> NoReturn:
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing is received."""

    def file_complete(self, file_size: int) -> None:
        """Nothing was received."""
