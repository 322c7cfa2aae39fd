"""Pages in the make of independent media: every part of their keys is right."""

import pytest

from tests.reading.media import names, parts_of


@pytest.mark.parametrize("name", names())
def test_every_part_of_a_page_of_independent_media_is_right(name):
    assert [(part.kind, part.given) for part in parts_of(name) if not part.right] == []
