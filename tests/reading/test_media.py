"""Pages in the make of independent media: the parts of their keys are right but for those known to go wrong."""

import pytest

from tests.reading.media import names, parts_of

# A row of spans with date and authors; a machine's summary above the standfirst.
KNOWN = {"istories": {"byline", "published", "number of captions and headings"}, "rapp": {"lede", "gone", "number of"}}


@pytest.mark.parametrize("name", names())
def test_every_part_of_a_page_of_independent_media_is_right(name):
    known = tuple(KNOWN.get(name, ()))
    wrong = [(part.kind, part.given) for part in parts_of(name) if not part.right]
    assert [one for one in wrong if not (known and one[0].startswith(known))] == []
