"""How well and how fast stories are read, beside the plain baselines, all in one run.

    python benchmarks/reading.py [--shared ../shared]

Pages: 4-gram F1 of the article text beside trafilatura's own. Quotations (PolNeAR dev): exact spans and speakers
beside a regular expression. Dates (Recognizers-Text): resolved day beside dateparser. Speed: stories of 2,000 words a
second on one core. The data is third-party, is only measured here, and is never part of the product.
"""

import argparse
import gzip
import json
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from beetroot.reading import ReadingError, read
from beetroot.reading.facts import find_facts
from beetroot.reading.languages import words_for
from beetroot.reading.story import Part, Story

Span = tuple[int, int]
_WORD = re.compile(r"\w+")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[1] / ".." / "shared")
    data = parser.parse_args().shared / "data"
    pages(data / "pages")
    quotations(data / "quotations" / "polnear-dev")
    dates(data / "dates" / "recognizers-text" / "Specs" / "DateTime" / "English" / "DateTimeModel.json")
    speed(data / "quotations" / "polnear-dev")


def pages(folder: Path) -> None:
    """F1 of overlapping word 4-grams, as article-extraction-benchmark counts it."""
    import trafilatura

    truth = json.loads((folder / "ground-truth.json").read_text())
    scores: dict[str, list[tuple[float, float]]] = {"trafilatura": [], "beetroot": []}
    for name, entry in truth.items():
        source = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        scores["trafilatura"].append(_overlap(entry["articleBody"], trafilatura.extract(source) or ""))
        scores["beetroot"].append(_overlap(entry["articleBody"], _body(source)))
    print(f"pages, {len(truth)}, 4-gram")
    for system, found in scores.items():
        precision, recall = (sum(values) / len(found) for values in zip(*found, strict=True))
        _line(system, precision, recall)


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


def quotations(folder: Path) -> None:
    """Exact inner spans of quoted runs within an annotated content; the speaker is right when it shares a word with an
    annotated source."""
    systems: dict[str, Callable[[str], dict[Span, str]]] = {"pattern": _by_pattern, "beetroot": _by_reading}
    counts: dict[str, Counter[str]] = {system: Counter() for system in systems}
    texts = 0
    for text, gold in _articles(folder):
        texts += 1
        for system, find in systems.items():
            found = find(text)
            right = [span for span in found if span in gold]
            named = [span for span in right if any(_same(found[span], source) for source in gold[span])]
            counts[system].update(given=len(found), wanted=len(gold), right=len(right), named=len(named))
    for task in ("right", "named"):
        print(f"quotations, {texts} articles, {'exact spans' if task == 'right' else 'with their speaker'}")
        for system, count in counts.items():
            _line(system, count[task] / count["given"], count[task] / count["wanted"])


def _articles(folder: Path) -> Iterable[tuple[str, dict[Span, list[str]]]]:
    """Each article once, as its first annotator by name saw it."""
    seen: set[str] = set()
    for path in sorted((folder / "attributions").glob("*.ann")):
        name = path.stem.rsplit("_", 1)[0]
        if name not in seen:
            seen.add(name)
            text = (folder / "text" / f"{name}.txt").read_text()
            yield text, _gold(text, path.read_text())


def _gold(text: str, annotation: str) -> dict[Span, list[str]]:
    spans, events = _standoff(annotation)
    quoted = [m.span(m.lastindex or 0) for m in re.finditer(r"“([^“”\n]+)(?:”|(?=\n))|\"([^\"\n]+)\"", text)]
    gold: dict[Span, list[str]] = {}
    for event in events:
        content = [span for role, key in event if role.startswith("Content") for span in spans[key]]
        source = [text[a:b] for role, key in event if role.startswith("Source") for a, b in spans[key]]
        for start, end in quoted:
            if sum(max(0, min(end, b) - max(start, a)) for a, b in content) > 0.8 * (end - start):
                gold.setdefault((start, end), []).extend(source)
    return gold


def _standoff(annotation: str) -> tuple[dict[str, list[Span]], list[list[tuple[str, str]]]]:
    spans: dict[str, list[Span]] = {}
    events: list[list[tuple[str, str]]] = []
    for line in annotation.splitlines():
        fields = line.split("\t")
        if line.startswith("T"):
            places = fields[1].split(" ", 1)[1]
            spans[fields[0]] = [(int(a), int(b)) for a, b in (place.split() for place in places.split(";"))]
        elif line.startswith("E"):
            events.append([(role, key) for role, key in (item.split(":") for item in fields[1].split())])
    return spans, events


def _by_reading(text: str) -> dict[Span, str]:
    found = find_facts(_story(text), words_for("en")).quotations
    return {(q.start, q.end): f"{q.speaker or ''} {q.speaker_as_written or ''}" for q in found if q.mode != "indirect"}


def _story(text: str) -> Story:
    lines = [match for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    parts = [Part("body" if i else "headline", m.start(), m.end(), m.group()) for i, m in enumerate(lines)]
    return Story(text, tuple(parts), None, (), (), ())


def _by_pattern(text: str) -> dict[Span, str]:
    """Every quoted run, with the words around a "said" next to it."""
    found = {}
    for match in re.finditer(r"[“\"]([^“”\"\n]+)[”\"]\s*(?:said ([\w. ]{2,30})|((?:[\w.]+ ){1,3})said)?", text):
        found[match.span(1)] = match[2] or match[3] or ""
    return found


def _same(found: str, source: str) -> bool:
    plain = {word.lower() for word in _WORD.findall(found)} & {word.lower() for word in _WORD.findall(source)}
    return bool(plain - {"the", "of", "a", "and", "for", "president", "mr", "mrs"})


def dates(path: Path) -> None:
    """Single days that the data resolves without choice, as of its reference time."""
    import dateparser
    from dateparser.search import search_dates

    warnings.simplefilter("ignore")
    cases = [case for case in json.loads(path.read_text(encoding="utf-8-sig")) if _is_day(case)]
    right: Counter[str] = Counter()
    for case in cases:
        day = case["Results"][0]["Resolution"]["values"][-1]["value"]
        now = case["Context"]["ReferenceDateTime"][:10]
        settings = {"RELATIVE_BASE": dateparser.parse(now), "PREFER_DATES_FROM": "past"}
        plain = search_dates(case["Input"], languages=["en"], settings=settings) or []
        right["dateparser"] += any(f"{when:%Y-%m-%d}" == day for _, when in plain)
        part = Part("body", 0, len(case["Input"]), case["Input"])
        facts = find_facts(Story(part.text, (part,), None, (), (), ()), words_for("en"), given=now)
        right["beetroot"] += any(day == (date.edtf or "").rstrip("~") for date in facts.dates)
    print(f"dates, {len(cases)} single days, share resolved right")
    for system, count in right.items():
        print(f"  {system:12} {count / len(cases):.3f}")


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
    start = time.perf_counter()
    for story in stories:
        read(story)
    seconds = time.perf_counter() - start
    total = sum(len(story.split()) for story in stories)
    print(f"speed: {total / 2000 / seconds:.1f} stories of 2,000 words a second and core")


def _line(system: str, precision: float, recall: float) -> None:
    score = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    print(f"  {system:12} P {precision:.3f} R {recall:.3f} F1 {score:.3f}")


if __name__ == "__main__":
    main()
