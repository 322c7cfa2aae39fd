"""Russian sentences that quote or report somebody, and who that is, on own sentences (tests/reading/speech).

    python benchmarks/reading_russian.py [--errors]

A sentence is found when a quotation or reported statement begins in it; its speaker is right when the surname (or the
organisation's last word) is the same but for its ending, or when neither names anybody. The rules were tuned on
ru.txt; ru-unseen.txt was written after them. Baseline, in the same run: a
sentence with guillemets or a verb of saying, and the first two capitalised words beside each other.
"""

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beetroot.reading import read

FOLDER = Path(__file__).parents[1] / "tests" / "reading" / "speech"
_SAID = re.compile(r"«[^»]{15,}»|\b(?:сказал|заявил|сообщил|говорит|считает|По словам)")
_NAME = re.compile(r"[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+")
_PAGE = "{headline}\n\nАвтор: Редакция\n\n{body}\n"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence: `kind` d (direct), i (indirect) or - (nobody speaks); `speaker` ? where nobody is named."""

    kind: str
    speaker: str
    text: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Labels:
    """A story of labelled sentences."""

    headline: str
    text: str
    sentences: tuple[Labelled, ...]


def read_labels(path: Path) -> Iterator[Labels]:
    """Stories begin with "# headline", paragraphs are apart by a blank line, a sentence is "kind|speaker|words"."""
    for story in re.split(r"(?m)^# ", path.read_text())[1:]:
        headline, _, body = story.partition("\n")
        paragraphs = [
            [Labelled(*line.split("|", 2)) for line in block.strip().splitlines()]
            for block in body.strip().split("\n\n")
        ]
        text = "\n\n".join(" ".join(sentence.text for sentence in paragraph) for paragraph in paragraphs)
        yield Labels(headline, text, tuple(sentence for paragraph in paragraphs for sentence in paragraph))


def same_name(given: str | None, wanted: str) -> bool:
    """Whether the last words of two names are one but for the ending; "?" wants no name."""
    if wanted == "?" or not given:
        return wanted == "?" and not given
    one, other = (re.sub(r"[«»\"]", "", name).split()[-1].lower() for name in (given, wanted))
    shared = len(other) - 3 if len(other) > 5 else 3
    return one[: max(3, shared)] == other[: max(3, shared)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="list what went wrong")
    errors = parser.parse_args().errors
    for name in ("ru", "ru-unseen"):
        measure(FOLDER / f"{name}.txt", errors=errors)


def measure(path: Path, *, errors: bool = False) -> dict[str, float]:
    """F1 of Beetroot for "sentences" and "with speaker"; prints them beside the baseline's."""
    counts = {"pattern": [0, 0, 0, 0], "beetroot": [0, 0, 0, 0]}
    for story in read_labels(path):
        reading = read(_PAGE.format(headline=story.headline, body=story.text), language="ru")
        at = 0
        for label in story.sentences:
            start = reading.text.index(label.text, at)
            at = start + len(label.text)
            found = [q for q in reading.quotations if start <= q.start < at]
            named = next((q.speaker for q in found if q.speaker), None)
            _count(counts["beetroot"], label, bool(found), named, errors=errors)
            pattern = _NAME.search(label.text)
            _count(counts["pattern"], label, bool(_SAID.search(label.text)), pattern and pattern.group(), errors=False)
    print(f"Russian sentences, {path.name}: {counts['beetroot'][1]} quote or report")
    scores: dict[str, float] = {}
    for system, (given, wanted, right, speaker) in counts.items():
        for task, hits in (("sentences", right), ("with speaker", speaker)):
            precision, recall = hits / given, hits / wanted
            scores[task] = 2 * precision * recall / (precision + recall)
            print(f"  {system + ', ' + task:28} P {precision:.3f} R {recall:.3f} F1 {scores[task]:.3f}")
    return scores


def _count(count: list[int], label: Labelled, found: bool, speaker: str | None, *, errors: bool) -> None:
    wanted = label.kind != "-"
    right = found and wanted
    named = right and same_name(speaker, label.speaker)
    for place, hit in enumerate((found, wanted, right, named)):
        count[place] += hit
    if errors and (found != wanted or (right and not named)):
        state = "EXTRA" if not wanted else "MISSED" if not found else "SPEAKER"
        print(f"{state:8} {label.kind} {label.speaker!r} given {speaker!r}: {label.text}")


if __name__ == "__main__":
    main()
