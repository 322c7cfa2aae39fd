"""The example's texts, read from the TOML files beside this module. Prose stays out of code and code out of prose."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

_HERE: Final = files(__package__ or "beetroot.demo.content")

READERS: Final = 200
#: How the last readers' addresses differ from the usual form: capitals, a plus, IDN domains, a local part beyond ASCII.
_ODD_FORMS: Final = (
    "Reader.Nine.Hundred@EXAMPLE.org",
    "reader+ferry@example.net",
    "o'reader@example.com",
    "reader@bücher.example",
    "чытач@пошта.example",
    "reader@xn--e1afmkfd.example",
    "a_very_long_reader_name_that_still_fits_into_sixty_four_octets@example.org",
    "r@example.com",
)


@dataclass(frozen=True)
class StoryText:
    """One story of the example as its file gives it; `blocks` are in the shape of the story document."""

    slug: str
    weeks_ago: int
    title: str
    kicker: str
    lede: str
    region: str
    topics: tuple[str, ...]
    bylines: tuple[Mapping[str, str], ...]
    sources: tuple[Mapping[str, str], ...]
    blocks: tuple[Mapping[str, Any], ...]

    @property
    def pictures(self) -> frozenset[str]:
        """Names of the drawings that it uses."""
        return frozenset(_pictures(self.blocks))


@cache
def newsroom() -> Mapping[str, Any]:
    """The newsroom, its newsletter, staff, people, pages and issues."""
    return _read(_HERE / "newsroom.toml")


@cache
def pictures() -> Mapping[str, Mapping[str, str]]:
    """Title, caption and alt text of each drawing, by its name."""
    return _read(_HERE / "pictures.toml")


@cache
def stories() -> Mapping[str, StoryText]:
    """Every story, by its slug."""
    found = [_story(_read(file)) for file in _toml_files(_HERE / "stories")]
    return {story.slug: story for story in found}


@cache
def situations() -> Mapping[str, Mapping[str, Any]]:
    """Every situation with its facts, by its slug; fields are named as the record's columns."""
    found = [_read(file) for file in _toml_files(_HERE / "situations")]
    return {situation["slug"]: situation for situation in found}


def addresses() -> list[str]:
    """The example's readers, all at domains reserved for examples (RFC 2606, RFC 6761)."""
    domains = ("example.org", "example.net", "example.com")
    usual = [f"reader{number:03}@{domains[number % 3]}" for number in range(1, READERS - len(_ODD_FORMS) + 1)]
    return [*usual, *_ODD_FORMS]


def _story(raw: Mapping[str, Any]) -> StoryText:
    values: dict[str, Any] = {name: tuple(raw[name]) for name in ("topics", "bylines", "sources", "blocks")}
    values |= {name: raw[name] for name in ("slug", "weeks_ago", "title", "kicker", "lede", "region")}
    return StoryText(**values)


def _pictures(blocks: tuple[Mapping[str, Any], ...]) -> Iterator[str]:
    for block in blocks:
        yield from (block[name] for name in ("photo", "poster") if name in block)
        yield from block.get("photos", ())


def _toml_files(folder: Traversable) -> list[Traversable]:
    return sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)


def _read(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
