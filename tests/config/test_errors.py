"""Whatever a room raises on purpose is said in words and with an exit code, never as a traceback."""

import pytest

from beetroot.config import cli
from beetroot.lib.errors import BeetrootError
from beetroot.mail.errors import MailError
from beetroot.reading import ReadingError


@pytest.mark.parametrize("root", [MailError, ReadingError])
def test_the_plain_rooms_errors_are_known_to_the_command_line(root):
    assert issubclass(root, BeetrootError)


def test_reading_a_table_of_numbers_is_refused_in_one_line(tmp_path, capsys):
    (tmp_path / "numbers.txt").write_text("1 2 3\n" * 40)
    with pytest.raises(SystemExit) as left:
        cli.main(["read", str(tmp_path / "numbers.txt")])
    said = capsys.readouterr().err
    assert left.value.code == 1
    assert said.startswith("beetroot: There are more figures")
    assert said.count("\n") == 1
