"""How well and how fast stories are read, beside the plain baselines, all in one run.

    python benchmarks/reading.py [--shared ../shared]

Pages: 4-gram F1 of the article text beside trafilatura's own; parts of our own pages in the shape of many publishing
systems. Dates: Recognizers-Text and our own labelled news beside dateparser, confidences in ten bins. Speed: stories of
2,000 words a second on one core. Quotations are measured by `reading_quotations.py`. Third-party data is only measured
here and is never part of the product.
"""

import argparse
import gzip
import json
import re
import sys
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

from beetroot.reading import ReadingError, read
from beetroot.reading.facts import find_facts
from beetroot.reading.languages import words_for
from beetroot.reading.model import DateMention
from beetroot.reading.story import Part, Story

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.reading.media import names, parts_of
from tests.reading.news import stories
from tests.reading.test_pages import CASES, parts

_WORD = re.compile(r"\w+")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[1] / ".." / "shared")
    data = parser.parse_args().shared / "data"
    pages(data / "pages")
    own_pages()
    dates(data / "dates" / "recognizers-text" / "Specs" / "DateTime" / "English" / "DateTimeModel.json")
    news_dates()
    speed(data / "quotations" / "polnear-dev")


def pages(folder: Path) -> None:
    """F1 of overlapping word 4-grams, as article-extraction-benchmark counts it; of all pages and of each half."""
    import trafilatura

    truth = json.loads((folder / "ground-truth.json").read_text())
    scores: dict[str, list[tuple[float, float]]] = {"trafilatura": [], "beetroot": []}
    for name, entry in truth.items():
        source = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        scores["trafilatura"].append(_overlap(entry["articleBody"], trafilatura.extract(source) or ""))
        scores["beetroot"].append(_overlap(entry["articleBody"], _body(source)))
    for half, start, step in (("all", 0, 1), ("every other", 0, 2), ("the others", 1, 2)):
        print(f"pages, {half}, {len(scores['beetroot'][start::step])}, 4-gram")
        for system, found in scores.items():
            chosen = found[start::step]
            precision, recall = (sum(values) / len(chosen) for values in zip(*chosen, strict=True))
            _line(system, precision, recall)


def own_pages() -> None:
    """Parts of our own pages that are in their place; these were written while the rules were, so nearly all are."""
    given = [one == wanted for name, story in CASES for one, wanted in parts(name, story).values()]
    print(
        f"parts of {len(CASES)} pages of {len({name for name, _ in CASES})} shapes: {sum(given) / len(given):.3f} right"
    )
    media = [part.right for name in names() for part in parts_of(name)]
    print(f"parts of {len(names())} pages in the make of independent media: {sum(media) / len(media):.3f} right")


def _body(source: bytes) -> str:
    """The text without headline and captions, which the ground truth leaves out."""
    try:
        reading = read(source)
    except ReadingError:
        return ""
    parts = [reading.lede or ""]
    for section in reading.sections:
        parts += [section.heading or "", *section.paragraphs]
    return "\n\n".join(parts)


def _overlap(wanted: str, given: str) -> tuple[float, float]:
    one, other = _grams(wanted), _grams(given)
    shared = sum((one & other).values())
    return shared / max(1, sum(other.values())), shared / max(1, sum(one.values()))


def _grams(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))) if words else Counter()


def _story(text: str) -> Story:
    lines = [match for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    parts = [Part("body" if i else "headline", m.start(), m.end(), m.group()) for i, m in enumerate(lines)]
    return Story(text, tuple(parts), None, (), (), ())


def dates(path: Path) -> None:
    """Single days that the data resolves without choice, as of its reference time; then our labelled news."""
    cases = [case for case in json.loads(path.read_text(encoding="utf-8-sig")) if _is_day(case)]
    right: Counter[str] = Counter()
    for case in cases:
        day = case["Results"][0]["Resolution"]["values"][-1]["value"]
        now = case["Context"]["ReferenceDateTime"][:10]
        right["dateparser"] += day in {value for _, value in _by_dateparser(case["Input"], now)}
        right["beetroot"] += any(day == (date.edtf or "").rstrip("~") for date in _dates_of(case["Input"], now))
    print(f"dates, {len(cases)} single days of requests, share resolved right")
    for system in ("dateparser", "beetroot"):
        print(f"  {system:12} {right[system] / len(cases):.3f}")


def news_dates() -> None:
    """All dates of our own labelled news; those that are single days also beside dateparser, which knows no others."""
    found: dict[str, Counter[str]] = {system: Counter() for system in ("dateparser", "beetroot")}
    bins: list[list[bool]] = [[] for _ in range(10)]
    for story in stories("en-news.txt"):
        dates = _dates_of(story.text, story.published)
        plain = _by_dateparser(story.text, story.published)
        for marked in story.dates:
            words, value = story.text[marked.start : marked.end], marked.edtf.rstrip("~")
            kind = "single days" if len(value) == 10 else "other dates"
            near = [date for date in dates if date.start < marked.end and date.end > marked.start]
            mine = any((date.edtf or "").rstrip("~") == value for date in near)
            theirs = any(day == value and (text in words or words in text) for text, day in plain)
            for system, right in (("dateparser", theirs), ("beetroot", mine)):
                found[system].update({kind: 1, f"{kind} right": right})
            for date in near[:1]:
                bins[min(9, int(date.confidence * 10))].append(mine)
    for kind in ("single days", "other dates"):
        print(f"dates of news, {found['beetroot'][kind]} {kind}, share found and resolved right")
        for system, count in found.items():
            print(f"  {system:12} {count[f'{kind} right'] / count[kind]:.3f}")
    print("  right by confidence: " + ", ".join(_share(i, bin_) for i, bin_ in enumerate(bins) if bin_))


def _share(index: int, right: list[bool]) -> str:
    return f".{index}: {sum(right) / len(right):.2f} of {len(right)}"


def _dates_of(text: str, now: str) -> tuple[DateMention, ...]:
    return find_facts(_story(text), words_for("en"), given=now).dates


def _by_dateparser(text: str, now: str) -> list[tuple[str, str]]:
    import dateparser
    from dateparser.search import search_dates

    warnings.simplefilter("ignore")
    settings = {"RELATIVE_BASE": dateparser.parse(now), "PREFER_DATES_FROM": "past"}
    return [
        (words, f"{when:%Y-%m-%d}") for words, when in search_dates(text, languages=["en"], settings=settings) or []
    ]


def _is_day(case: dict[str, Any]) -> bool:
    results = case.get("Results", [])
    if len(results) != 1 or "NotSupported" in case or results[0]["TypeName"] != "datetimeV2.date":
        return False
    values = results[0].get("Resolution", {}).get("values", [])
    return len(values) == 1 and "value" in values[0]


def speed(folder: Path) -> None:
    """Plain stories of 2,000 words, read to the end on one core."""
    words = " ".join(path.read_text() for path in sorted((folder / "text").glob("*.txt"))[:20])
    paragraphs = [line for line in words.splitlines() if len(line) > 40]
    stories = ["\n\n".join(paragraphs[i : i + 45]) for i in range(0, len(paragraphs) - 45, 45)]
    read(stories[0])
    start = time.process_time()
    for story in stories:
        read(story)
    seconds = time.process_time() - start
    total = sum(len(story.split()) for story in stories)
    print(f"speed: {total / 2000 / seconds:.1f} stories of 2,000 words a second and core")


def _line(system: str, precision: float, recall: float) -> None:
    score = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    print(f"  {system:12} P {precision:.3f} R {recall:.3f} F1 {score:.3f}")


if __name__ == "__main__":
    main()
