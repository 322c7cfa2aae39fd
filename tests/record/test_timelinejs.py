"""TimelineJS itself, in a browser, shows all that we export for it: `make test` fetches it (`tools/timelinejs`)."""

import json
from pathlib import Path
from typing import Any

import pytest

from beetroot.record import actions, rendering
from tests.flows.browsers import chromium
from tests.record.conftest import Town

TIMELINEJS = Path(__file__).resolve().parents[2] / ".validators" / "timelinejs" / "dist"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not TIMELINEJS.exists(), reason="tools/timelinejs .validators/timelinejs fetches TimelineJS"),
]

#: EDTF to first and last year, month and day as TimelineJS counts them, where nothing is added.
DATES: dict[str, tuple[list[int], list[int] | None]] = {
    "-0043-03-15": ([-44, 3, 15], None),
    "-0099": ([-100], None),
    "0079": ([79], None),
    "1687-04~": ([1687, 4], None),
    "19XX": ([1900], [1999]),
    "194X": ([1940], [1949]),
    "2016": ([2016], None),
    "2017/2019": ([2017], [2019]),
    "2021-02-10/2021-03": ([2021, 2, 10], [2021, 3]),
    "2021-06-05?": ([2021, 6, 5], None),
    "2021-21": ([2021, 3], [2021, 5]),
    "2022/..": ([2022], None),
    "../2015": ([2015], None),
    "[2001,2003]": ([2001], [2003]),
}
_READ = """
    (() => {
        const date = one => one && ['year', 'month', 'day'].filter(name => one.data[name]).map(
            name => Number(one.data[name]));
        const texts = name => Array.from(document.querySelectorAll(name), node => node.textContent.trim());
        return {
            read: timeline.config.events.map(one => [one.text.headline, date(one.start_date), date(one.end_date)]),
            titles: texts('.tl-slide .tl-headline'), dates: texts('.tl-slide .tl-headline-date'),
            marks: texts('.tl-timemarker .tl-headline'), faults: texts('.tl-message-content'),
        };
    })()
"""


def as_timelinejs_reads(document: str, folder: Path) -> dict[str, Any]:
    page_file = folder / "page.html"
    page_file.write_text(
        '<!doctype html><meta charset="utf-8">'
        f'<link rel="stylesheet" href="{(TIMELINEJS / "css/timeline.css").as_uri()}">'
        '<div id="line" style="width: 1200px; height: 800px"></div>'
        f'<script src="{(TIMELINEJS / "js/timeline.js").as_uri()}"></script>'
        f'<script>const timeline = new TL.Timeline("line", {document}, {{font: null}})</script>'
    )
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(page_file.as_uri())
        page.wait_for_selector(".tl-timemarker", state="attached")
        found: dict[str, Any] = page.evaluate(_READ)
    assert (errors, found["faults"]) == ([], [])
    return found


@pytest.mark.django_db
def test_timelinejs_shows_every_event_with_its_date_as_vague_as_it_is(town: Town, tmp_path: Path) -> None:
    for date in DATES:
        actions.add_event(by=town.editor, situation=town.situation, name=f"Of {date}", happened=date)
    document = "\n".join(rendering.export("timelinejs", town.situation.slug))
    sent = json.loads(document)["events"]
    found = as_timelinejs_reads(document, tmp_path)
    assert {name: (start, end) for name, start, end in found["read"] if name.startswith("Of ")} == {
        f"Of {date}": ends for date, ends in DATES.items()
    }
    assert found["titles"][0] == "Who owns the mill", "the title comes first, then the events by date"
    assert found["titles"][1:3] == ["Of -0099", "Of -0043-03-15"]
    assert sorted(found["titles"][1:]) == sorted(found["marks"]) == sorted(one["text"]["headline"] for one in sent)
    assert sorted(filter(None, found["dates"])) == sorted(one["display_date"] for one in sent)
    assert {"about April 1687", "before 2015", "since 2022"} <= set(found["dates"])
