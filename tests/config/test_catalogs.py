"""`make check` notices words for readers that nobody has translated, and compiled catalogs out of step."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def catalogs(tmp_path, monkeypatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogs", ROOT / "tools" / "catalogs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shutil.copytree(module.LOCALE, tmp_path / "locale")
    monkeypatch.setattr(module, "LOCALE", tmp_path / "locale")
    return module


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ('msgstr "Подписаться"', 'msgstr ""', "not translated"),
        ("на %(weeks)s недель", "на сколько-то недель", "placeholders"),
        ('msgstr "Подписаться"', 'msgstr "Подпишитесь"', "run `make catalogs`"),
    ],
)
def test_a_fault_in_a_catalog_is_named(catalogs: ModuleType, was: str, becomes: str, fault: str) -> None:
    file = catalogs.LOCALE / "ru" / "LC_MESSAGES" / "django.po"
    assert list(catalogs.problems("ru")) == []
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, becomes))
    assert any(fault in line for line in catalogs.problems("ru"))
    catalogs.update("ru")
    assert any("make catalogs" in line for line in catalogs.problems("ru")) is False
