"""Own stories that the tests of reading share."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from beetroot.reading import Reading, read

STORIES = Path(__file__).parent / "stories"


@cache
def _read(name: str) -> Reading:
    return read((STORIES / name).read_bytes())


@pytest.fixture
def story() -> Callable[[str], Reading]:
    """A story of the stories folder, read once a run."""
    return _read
