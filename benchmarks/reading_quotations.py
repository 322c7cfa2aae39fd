"""How well quotations and their speakers are found, and whether confidence means what it says.

    python benchmarks/reading_quotations.py [--shared ../shared] [--half even|odd] [--errors spans|speakers]

Data: PolNeAR's development articles, the first annotator by name. A direct quotation is a quoted run that lies inside
an annotated Content; its speaker is right when it shares a name word with an annotated Source, or is written as the
annotated one is. Some annotators swapped Source and Cue of "said X": the cue's words count as the source's there. Rules
are tuned on the articles with even places in the alphabet; the odd ones are only measured. Baseline, in the same run:
every quoted run, with the name next to a "said".

Calibration: quotations in ten bins of confidence; the error is the mean distance between a bin's mean confidence and
its share of right ones, weighted by size.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from beetroot.reading.facts import find_facts
from beetroot.reading.languages import words_for
from beetroot.reading.story import Part, Story

Span = tuple[int, int]
_WORD = re.compile(r"\w+")
# Marks of two kinds around one run, as pasting leaves them, and two single marks for a double one come first.
_QUOTED = re.compile(
    r"(?<![\w'])''(?=\w)([^\"\n]+?)''(?!\w)"
    r"|“([^“”\"\n]+[.,!?])\"(?!\w)|(?<!\w)\"([^“”\"\n]+[.,!?])”|“([^“”\n]+)(?:”|(?=\n))|\"([^\"\n]+)\""
)
_NO_NAMES = frozenset(["the", "of", "a", "an", "and", "for", "president", "mr", "mrs", "ms", "dr", "sen"])
BINS = 10


@dataclass(frozen=True, slots=True)
class Gold:
    """A quoted run inside an annotated content, with the spans of its annotated sources."""

    sources: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A found quotation: the speaker's names and the words used for it at its place, rule and confidence."""

    names: str
    written: str
    rule: str
    confidence: float
    mode: str = "direct"


@dataclass(frozen=True, slots=True)
class Article:
    name: str
    text: str
    gold: dict[Span, Gold]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[1] / ".." / "shared")
    parser.add_argument("--half", choices=["even", "odd"], help="only this half of the articles")
    parser.add_argument("--errors", choices=["spans", "speakers"], help="list what went wrong")
    options = parser.parse_args()
    articles = list(read_articles(options.shared / "data" / "quotations" / "polnear-dev"))
    halves = {"even": articles[0::2], "odd": articles[1::2]}
    for half in [options.half] if options.half else ["even", "odd"]:
        _report(half, halves[half], errors=options.errors)


def quotations(folder: Path) -> None:
    """Print all measures on both halves, for the general benchmark."""
    articles = list(read_articles(folder))
    _report("even", articles[0::2], errors=None)
    _report("odd", articles[1::2], errors=None)


def read_articles(folder: Path) -> Iterator[Article]:
    """Each article once, as its first annotator by name saw it."""
    seen: set[str] = set()
    for path in sorted((folder / "attributions").glob("*.ann")):
        name = path.stem.rsplit("_", 1)[0]
        if name not in seen:
            seen.add(name)
            text = (folder / "text" / f"{name}.txt").read_text()
            yield Article(name, text, _gold(text, path.read_text()))


def _gold(text: str, annotation: str) -> dict[Span, Gold]:
    spans, events = _standoff(annotation)
    gold: dict[Span, list[Span]] = {}
    for event in events:
        content = [span for role, key in event if role.startswith("Content") for span in spans[key]]
        source = [span for role, key in event if role.startswith("Source") for span in spans[key]]
        if any(text[a:b] in ("said", "says") for a, b in source):
            source += [span for role, key in event if role.startswith("Cue") for span in spans[key]]
        for match in _QUOTED.finditer(text):
            start, end = match.span(match.lastindex or 0)
            if sum(max(0, min(end, b) - max(start, a)) for a, b in content) > 0.8 * (end - start):
                gold.setdefault((start, end), []).extend(source)
    return {span: Gold(tuple(sources)) for span, sources in gold.items()}


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


def _by_reading(text: str) -> dict[Span, Given]:
    found = find_facts(_story(text), words_for("en")).quotations
    return {
        (q.start, q.end): Given(
            f"{q.speaker or ''} {q.speaker_as_written or ''}", q.speaker_as_written or "", q.rule, q.confidence, q.mode
        )
        for q in found
        if q.mode != "indirect"
    }


def _story(text: str) -> Story:
    lines = [match for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    parts = [Part("body" if i else "headline", m.start(), m.end(), m.group()) for i, m in enumerate(lines)]
    return Story(text, tuple(parts), None, (), (), ())


def _by_pattern(text: str) -> dict[Span, Given]:
    """Every quoted run, with the words around a "said" next to it."""
    found = {}
    for match in re.finditer(r"[“\"]([^“”\"\n]+)[”\"]\s*(?:said ([\w. ]{2,30})|((?:[\w.]+ ){1,3})said)?", text):
        found[match.span(1)] = Given(match[2] or match[3] or "", "", "said", 0.5)
    return found


def is_right(given: Given, gold: Gold, text: str) -> bool:
    """Whether the speaker shares a name word with an annotated source, or is called what the source is called."""
    names, written = _names(given.names), given.written.lower()
    sources = [text[a:b] for a, b in gold.sources]
    return any(names & _names(source) or written == source.lower() for source in sources)


def _names(words: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(words)} - _NO_NAMES


def _report(half: str, articles: list[Article], *, errors: str | None) -> None:
    systems: dict[str, Callable[[str], dict[Span, Given]]] = {"one pattern": _by_pattern, "beetroot": _by_reading}
    print(f"quotations, {half} half: {len(articles)} articles, {sum(len(a.gold) for a in articles)} quoted runs")
    for system, find in systems.items():
        count: Counter[str] = Counter()
        judged: list[tuple[Given, bool]] = []
        for article in articles:
            found = find(article.text)
            right = [span for span in found if span in article.gold]
            named = [span for span in right if is_right(found[span], article.gold[span], article.text)]
            count.update(given=len(found), wanted=len(article.gold), right=len(right), named=len(named))
            judged += [(given, span in named) for span, given in found.items()]
            if errors and system == "beetroot":
                _show(article, found, set(named), errors)
        for task in ("right", "named"):
            label = "exact spans" if task == "right" else "with speaker"
            _line(f"{system}, {label}", count[task] / count["given"], count[task] / count["wanted"])
        if system == "beetroot":
            _calibration(judged)


def calibration_error(judged: list[tuple[float, bool]]) -> float:
    """Mean distance of confidence and share of right ones, in ten bins weighted by size."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        bins[min(BINS - 1, int(confidence * BINS))].append((confidence, right))
    return sum(abs(sum(c - r for c, r in pairs)) for pairs in bins.values()) / len(judged)


def _calibration(judged: list[tuple[Given, bool]]) -> None:
    rules: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for given, right in judged:
        rules[given.rule].append((given.confidence, right))
    error = calibration_error([(given.confidence, right) for given, right in judged])
    sure = [right for given, right in judged if given.confidence >= 0.9]
    print(f"  calibration error in ten bins {error:.3f}")
    print(f"  {sum(sure) / len(sure):.3f} right of {len(sure)} with a confidence of .9 or more")
    for rule, pairs in sorted(rules.items(), key=lambda item: -len(item[1])):
        mean = sum(c for c, _ in pairs) / len(pairs)
        print(f"    {rule:32} {len(pairs):4}  confidence {mean:.2f}  right {sum(r for _, r in pairs) / len(pairs):.2f}")


def _show(article: Article, found: dict[Span, Given], named: set[Span], errors: str) -> None:
    text = article.text
    for start, end in sorted({*found, *article.gold}):
        given, gold = found.get((start, end)), article.gold.get((start, end))
        around = text[max(0, start - 160) : end + 130].replace("\n", " ¶ ")
        if errors == "spans" and (given is None or gold is None):
            print(f"{'MISSED' if given is None else 'EXTRA'} [{text[start:end][:80]}] {given}\n      … {around}")
        if errors == "speakers" and given and gold and (start, end) not in named:
            sources = [text[a:b] for a, b in gold.sources]
            print(f"WRONG [{text[start:end][:60]}]\n  given {given}\n  gold {sources}\n      … {around}")


def _line(system: str, precision: float, recall: float) -> None:
    score = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    print(f"  {system:28} P {precision:.3f} R {recall:.3f} F1 {score:.3f}")


if __name__ == "__main__":
    main()
