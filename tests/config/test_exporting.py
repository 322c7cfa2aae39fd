"""A sealed export opens with its code and with nothing else."""

import io

import pytest
from click.testing import CliRunner

from beetroot.config.cli import exporting
from beetroot.config.home import ConfigurationError
from beetroot.lib.recovery import BadCode, new_code

LINES = ["email,newsletter\r\n", *(f"reader{number}@r.example,ferry\r\n" for number in range(450))]


@pytest.fixture
def sealed(tmp_path):
    out = io.StringIO()
    code = exporting._write_sealed(LINES, out)
    file = tmp_path / "export"
    file.write_text(out.getvalue())
    return file, code


def test_a_sealed_export_shows_no_address_and_opens_with_its_code(sealed):
    file, code = sealed
    assert "r.example" not in file.read_text()
    assert len(file.read_text().splitlines()) == 3
    opened = CliRunner().invoke(exporting.open_export, [str(file)], input=f"{code}\n")
    assert opened.exit_code == 0
    assert opened.output.replace("\r\n", "\n") == "".join(LINES).replace("\r\n", "\n")


def test_another_code_or_a_damaged_file_says_so_and_shows_nothing(sealed):
    file, code = sealed
    refused = CliRunner().invoke(exporting.open_export, [str(file)], input=f"{new_code()}\n")
    assert isinstance(refused.exception, ConfigurationError)
    assert isinstance(CliRunner().invoke(exporting.open_export, [str(file)], input="x\n").exception, BadCode)
    file.write_text("email\nreader@r.example\n")
    damaged = CliRunner().invoke(exporting.open_export, [str(file)], input=f"{code}\n")
    assert isinstance(damaged.exception, ConfigurationError)
    assert "r.example" not in damaged.output


def test_an_export_says_how_it_is_kept(tmp_path):
    for words in ([], ["--sealed", "--plain"]):
        asked = CliRunner().invoke(exporting.export, [str(tmp_path / "x"), "--newsletter", "ferry", *words])
        assert asked.exit_code == 2
        assert "--sealed" in asked.output
