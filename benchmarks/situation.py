"""How fast a situation of years opens, beside one of a few weeks, in one run.

    python benchmarks/situation.py [--stories 200] [--statements 5000] [--events 2000] [--rounds 15]

The goal: 200 stories, 5,000 statements and 2,000 events open in less than 300 ms from the server, in a page of less
than 200 kB. The reference is the same page of a situation with 3 stories, 30 statements and 20 events: the page shows a
part and names the whole, so the two should not lie far apart. Needs no network; makes and forgets its own newsroom.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, number in (("stories", 200), ("statements", 5000), ("events", 2000), ("rounds", 15)):
        parser.add_argument(f"--{name}", type=int, default=number)
    size = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["BEETROOT_HOME"] = home
        _open_newsroom()
        _fill("years", size.stories, size.statements, size.events)
        _fill("weeks", 3, 30, 20)
        _measure(size.rounds)


def _open_newsroom() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "beetroot.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.conf import settings

    from beetroot.newsroom.actions import found
    from beetroot.stories.actions import set_up_site

    settings.ALLOWED_HOSTS = ["*"]
    found(name="Benchmark")
    set_up_site(by=None, name="Benchmark", hostname="localhost", port=80)


def _fill(slug: str, stories: int, statements: int, events: int) -> None:
    from django.utils import timezone

    from beetroot.record.models import Actor, Anchor, Event, Figure, Relation, Revision, Situation, Source, Statement
    from beetroot.stories.models import StoryIndexPage, StoryPage

    now = timezone.now()
    confirmed: dict[str, Any] = {"review_status": "confirmed", "reviewed_at": now}
    situation = Situation.objects.create(slug=slug, title=f"A situation of {slug}", summary="What happened.")
    index = StoryIndexPage.objects.get()
    pages = []
    for number in range(stories):
        page = StoryPage(title=f"{slug} story {number}", slug=f"{slug}-{number}", lede="What happened.")
        pages.append(index.add_child(instance=page))
    actors = [Actor(name=f"{slug} actor {number}", **confirmed) for number in range(40)]
    Actor.objects.bulk_create(actors)
    source = Source.objects.create(title="Minutes", publisher="A council", **confirmed)
    days = [(date(2016, 1, 1) + timedelta(days=number * 3 % 3600)).isoformat() for number in range(events + statements)]
    facts: list[Any] = [
        Event(situation=situation, name=f"Event {n} of many that happened", happened=days[n], domain="political",
              exchange="given" if n % 100 == 0 else "", place="Ruda", **confirmed)
        for n in range(events)
    ]  # fmt: skip
    facts += [
        Statement(situation=situation, speaker=actors[n % 40], content=f"Statement {n}, as long as one usually is.",
                  said=days[events + n], medium="interview", **confirmed)
        for n in range(statements)
    ]  # fmt: skip
    facts += [Figure(situation=situation, what="people", value=n, as_of=days[n], **confirmed) for n in range(20)]
    facts += [
        Relation(situation=situation, subject=actors[n], object=actors[(n + 1) % 12], type="depends_on", **confirmed)
        for n in range(12)
    ]
    for model in (Event, Statement, Figure, Relation):
        rows = [fact for fact in facts if type(fact) is model]
        model.objects.bulk_create(rows, batch_size=500)
    Anchor.objects.bulk_create(
        (Anchor(fact_kind=fact.kind(), fact_id=fact.pk, story=pages[n % stories].uuid, exact=str(fact)[:80],
                sentence=str(fact)[:200], start=n, end=n + 10) for n, fact in enumerate(facts)), batch_size=500,
    )  # fmt: skip
    Revision.objects.bulk_create(
        (Revision(entity=fact.kind(), entity_id=fact.pk, new={"review_status": "confirmed"}) for fact in facts),
        batch_size=500,
    )
    for fact in facts[:events:10]:
        fact.sources.add(source)


def _measure(rounds: int) -> None:
    from django.test import Client

    browser = Client()
    found: dict[str, tuple[list[float], int]] = {slug: ([], 0) for slug in ("years", "weeks")}
    work: dict[str, list[float]] = {slug: [] for slug in found}
    for _round in range(rounds):
        for slug in found:
            times, _size = found[slug]
            before = time.process_time()
            seconds, size = _timed(lambda slug=slug: browser.get(f"/situations/{slug}/").content)
            work[slug].append(time.process_time() - before)
            found[slug] = ([*times, seconds], size)
    for slug, (times, size) in found.items():
        print(
            f"{slug:6} processor {statistics.median(work[slug]) * 1000:5.0f} ms  "
            f"median {statistics.median(times) * 1000:5.0f} ms  first {times[0] * 1000:5.0f} ms  "
            f"least {min(times) * 1000:5.0f} ms  page {size / 1000:5.1f} kB"
        )
    ratio = statistics.median(found["years"][0]) / statistics.median(found["weeks"][0])
    print(f"ratio  {ratio:.2f} (years to weeks)")
    _measure_changes()
    front, _size = _timed(lambda: browser.get("/").content)
    print(f"front page, whose menu asks for situations: {front * 1000:.0f} ms")


def _measure_changes() -> None:
    """What an issue asks of the record: all that is known once, then what changed since."""
    from beetroot.record import rendering
    from beetroot.record.models import Revision, Statement

    start = time.perf_counter()
    told = rendering.everything_told()
    known = time.perf_counter() - start
    for row in Statement.objects.all()[:50]:
        Revision.objects.create(entity="statement", entity_id=row.pk, field="medium", old="interview", new="radio")
    start = time.perf_counter()
    lines = sum(len(group.lines) for group in rendering.changes(told))
    changed = time.perf_counter() - start
    print(f"first issue: {len(told)} facts noted in {known * 1000:.0f} ms")
    print(f"next issue: {lines} changes found in {changed * 1000:.0f} ms")


def _timed(call: Callable[[], bytes]) -> tuple[float, int]:
    start = time.perf_counter()
    content = call()
    return time.perf_counter() - start, len(content)


if __name__ == "__main__":
    main()
