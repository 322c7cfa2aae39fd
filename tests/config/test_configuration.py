"""What beetroot.toml and the environment may say, and how a wrong word is answered."""

import subprocess
import sys

import pytest

from beetroot.config.database import database
from beetroot.config.home import CONFIG_NAME, ConfigurationError, load


def test_an_empty_folder_and_environment_give_a_working_configuration(tmp_path):
    configuration = load(tmp_path, {})
    assert configuration.port == 8000
    assert configuration.base_url == "http://127.0.0.1:8000"
    assert configuration.database_url.endswith("newsroom.sqlite3")


def test_a_language_server_is_asked_only_where_one_on_this_machine_is_named(tmp_path):
    assert load(tmp_path, {}).language_server is None
    named = load(tmp_path, {"BEETROOT_LANGUAGE_SERVER": "http://127.0.0.1:8080/v1"}).language_server
    assert named is not None
    assert named.url == "http://127.0.0.1:8080/v1"
    assert named.seconds <= 10


def test_the_environment_wins_over_the_file(tmp_path):
    (tmp_path / CONFIG_NAME).write_text('base_url = "https://file.example"\nport = 9000\n')
    configuration = load(tmp_path, {"BEETROOT_BASE_URL": "https://environment.example/"})
    assert (configuration.base_url, configuration.port) == ("https://environment.example", 9000)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("BEETROOT_PORT", "eighty"),
        ("BEETROOT_PORT", "70000"),
        ("BEETROOT_BASE_URL", "http://dispatch.example"),
        ("BEETROOT_BASE_URL", "https://dispatch.example/?a=b"),
        ("BEETROOT_TRUST_PROXY", "perhaps"),
        ("BEETROOT_LANGUAGE_SERVER", "https://models.example/v1"),
        ("BEETROOT_LANGUAGE_SERVER", "http://user@127.0.0.1:8080/v1"),
    ],
)
def test_a_wrong_value_is_refused_and_shown(tmp_path, key, value):
    with pytest.raises(ConfigurationError, match=r"it must") as refused:
        load(tmp_path, {key: value})
    assert repr(value) in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 'red'", "unknown key 'colour'"),
        ("port = ", "cannot be read"),
        ("people = 3", "must map"),
        ("[postfix]", "needs log"),
        ("[postfix]\nlog = 'log'\nqueue = 3", "from 20 to"),
        ("[routes]", "cannot be used yet"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(tmp_path, text, said):
    (tmp_path / CONFIG_NAME).write_text(text)
    with pytest.raises(ConfigurationError, match=said):
        load(tmp_path, {})


def test_system_users_are_mapped_to_desk_users(tmp_path):
    (tmp_path / CONFIG_NAME).write_text('[people]\nanna = "editor"\n')
    configuration = load(tmp_path, {})
    assert configuration.user_for("anna") == "editor"
    assert configuration.user_for("nobody") is None


def test_sqlite_writes_are_immediate_and_survive_power_loss():
    options = database("sqlite:////srv/news/newsroom.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]


@pytest.mark.parametrize("url", ["mysql://host/name", "sqlite:", "postgresql://host/"])
def test_another_database_is_refused_with_the_two_that_work(url):
    with pytest.raises(ConfigurationError, match="postgresql://"):
        database(url)


def test_a_postgresql_url_is_taken_apart():
    parts = database("postgresql://desk:p%40ss@db.example:5433/news?sslmode=require")
    assert (parts["USER"], parts["PASSWORD"], parts["PORT"]) == ("desk", "p@ss", "5433")
    assert parts["OPTIONS"]["sslmode"] == "require"


def test_a_web_process_writes_no_core_and_cannot_be_read_by_its_own_user():
    script = (
        "import resource, ctypes; from beetroot.lib import hardening; hardening.forbid_core_dumps();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "(0, 0) 0"
