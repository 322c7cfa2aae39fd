"""The drawing of a timeline: years in which nothing happened take no room from the others."""

import re
from datetime import date

from beetroot.record.rendering.charts import Moment, strip


def moment(start: str, end: str, mark: str) -> Moment:
    return Moment(date.fromisoformat(start), date.fromisoformat(end), "political", "What happened", mark, "day")


def places(drawn: str) -> list[float]:
    return [float(part.split("%")[0]) for part in drawn.split('cx="')[1:]]


def test_a_long_quiet_time_is_drawn_as_a_short_break() -> None:
    early, one, two = (
        moment("1999-12-08", "1999-12-08", "t1"),
        *(moment(f"20{y}-08-09", f"20{y}-08-09", f"t{y}") for y in (20, 22)),
    )
    drawn = strip([early, one, two], labels={})
    assert "strip-break" in drawn
    first, second, third = places(drawn)
    assert first < second < third
    assert second - first < (third - second) / 5
    assert ">2009<" not in drawn


def test_what_follows_closely_has_no_break() -> None:
    drawn = strip([moment(f"2020-0{n}-01", f"2020-0{n}-02", f"t{n}") for n in (1, 3, 5, 7)], labels={})
    assert "strip-break" not in drawn


def test_the_name_of_a_lane_lies_above_its_marks() -> None:
    days = [moment("2020-01-01", "2020-01-02", f"t{n}") for n in range(3)]
    drawn = strip(days, labels={"political": "political"})
    name = int(re.search(r'y="(\d+)">political', drawn)[1])  # type: ignore[index]
    top_of_marks = min(int(y) for y in re.findall(r'cy="(\d+)"', drawn)) - 5
    assert name <= top_of_marks
