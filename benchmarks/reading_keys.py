"""How stories with a key by hand are read, and whether their confidences hold.

    python benchmarks/reading_keys.py FOLDER... [--errors]

A folder holds stories (.txt, .md, .html) with a key each, as `tests/reading/keys.py` describes. Per kind of fact the
precision, recall and F1; of quotations also the spans alone, those with a confidence of .9 or more, and the error of
confidences in ten bins.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.reading_quotations import calibration_error
from tests.reading.keys import Comparison, compare, named_stories

_FACTS = ("quote", "indirect", "date", "figure")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--errors", action="store_true", help="list what went wrong")
    options = parser.parse_args()
    report([compare(path) for folder in options.folders for path in named_stories(folder)], errors=options.errors)


def report(compared: list[Comparison], *, errors: bool) -> None:
    """Print the measures of compared stories together."""
    totals: dict[str, Counter[str]] = {}
    for one in compared:
        for kind, (right, missed, extra) in one.counts.items():
            wrong = one.given_wrong.get(kind, 0)
            totals.setdefault(kind, Counter()).update(right=right, missed=missed, extra=extra, wrong=wrong)
        if errors:
            print("\n".join(one.differences))
    print(f"{len(compared)} stories with a key")
    for kind, count in totals.items():
        _line(kind, count)
    _line("quote, span alone", _spans(compared, totals["quote"]))
    judged = [pair for one in compared for pair in one.judged]
    sure = [right for confidence, right in judged if confidence >= 0.9]
    print(f"  {sum(sure) / len(sure):.3f} right of {len(sure)} quotations with a confidence of .9 or more")
    print(f"  calibration error in ten bins {calibration_error(judged):.3f}")


def _spans(compared: list[Comparison], quotes: Counter[str]) -> Counter[str]:
    """Quotations whoever said them: those with a wrong speaker or role are right, a wrong end is not."""
    ends = sum(" quote: " in line and ": ends " in line for one in compared for line in one.differences)
    named_wrong = quotes["wrong"] - ends
    return Counter(
        right=quotes["right"] + named_wrong, missed=quotes["missed"] - named_wrong, extra=quotes["extra"], wrong=ends
    )


def _line(kind: str, count: Counter[str]) -> None:
    """A fact that is given but wrong counts against both."""
    right, missed = count["right"], count["missed"]
    recall = right / (right + missed) if right + missed else 0.0
    if kind not in (*_FACTS, "quote, span alone"):
        print(f"  {kind:20} {right} of {right + missed}")
        return
    given = right + count["extra"] + count["wrong"]
    precision = right / given if given else 0.0
    score = 2 * precision * recall / (precision + recall) if right else 0.0
    measures = f"P {precision:.3f} R {recall:.3f} F1 {score:.3f}"
    print(f"  {kind:20} {measures} ({right} of {right + missed}, {count['extra']} too many)")


if __name__ == "__main__":
    main()
