"""The story this project starts from, read as it lies beside the project; none of its words stand here."""

from beetroot.reading import read


def test_the_first_story_is_read_whole(shared):
    reading = read((shared / "seed" / "lukashenkos-war.txt").read_bytes())
    assert reading.kicker is not None
    assert len(reading.byline) == 1
    assert reading.first_appeared_in is not None
    assert reading.signup is not None
    assert [section.heading is None for section in reading.sections] == [True, False, False]
    assert [photo.credit is not None for photo in reading.photos] == [True] * 4
    assert (reading.published, reading.published_from) == ("2022-11~", "inferred")
    spoken = [q for q in reading.quotations if q.mode != "indirect"]
    assert len(spoken) == 27
    assert all(q.speaker for q in spoken)
    assert len({q.speaker for q in spoken}) == 8
    assert [d.edtf for d in reading.dates if d.confirmed_by] == ["2022-10-15"]
    assert len(reading.figures) == 16
    assert reading.polls[0].shares == (30.0, 3.0, 20.0, 20.0)
