"""Files of others may be broken, odd or made to harm: each row is taken whole or refused in words."""

import json
from typing import Any
from unittest.mock import patch

import pytest

from beetroot.record import actions
from beetroot.record.actions import importing
from beetroot.record.models import Actor, Event, Relation, Revision
from beetroot.record.rules import interchange
from tests.record.conftest import Town, page_of

pytestmark = pytest.mark.django_db


def line(ref: object, schema: str, **properties: Any) -> str:
    return json.dumps({"id": ref, "schema": schema, "properties": properties})


def take(town: Town, *lines: str, form: str = "ftm") -> actions.Imported:
    return actions.import_file(form=form, content="\n".join(lines), situation=town.situation, by=town.editor)


def slides(*starts: dict[str, Any], **more: Any) -> str:
    return json.dumps({"events": [{"start_date": one, "text": {"headline": "A flood"}, **more} for one in starts]})


def test_broken_lines_are_refused_by_number_and_the_others_are_taken(town: Town) -> None:
    done = take(
        town, line("a", "Person", name=["Ada Weir"]), '{"id": "b", "schema": "Per', "", "[]", "nonsense",
        line("c", "Person", name=[7, None, {"x": 1}]), line("d", "Person", name=["Bela Weir"]),
        line("e", "Ownership", owner=["a"], asset=["a"]), line("f", ["Person"], name=["C"]),  # type: ignore[arg-type]
    )  # fmt: skip
    assert done.counts == {"actor": 2}
    assert [str(one) for one in done.refused] == [
        "2: This is no JSON.",
        "4: This is no entity: it needs id, schema and properties.",
        "5: This is no JSON.",
        "6: This Person has no name.",
        "8: This Ownership has no two different ends.",
        "9: The record has no place for the kind “['Person']”.",
    ]


def test_lines_of_one_id_are_one_entity_as_follow_the_money_writes_them(town: Town) -> None:
    take(town, line("a", "Person", name=["Ada Weir"]), line("a", "Person", alias="Adela Weir", country=["by"]))
    ada = Actor.objects.get(name="Ada Weir")
    assert (ada.aliases, ada.country) == (["Adela Weir"], "BY")


def test_slides_of_one_id_are_as_many_events_as_the_timeline_would_show(town: Town) -> None:
    done = take(town, slides({"year": 2001}, {"year": 2002}, unique_id="flood"), form="timelinejs")
    assert done.counts == {"event": 2}
    assert take(town, slides({"year": 2001}, {"year": 2002}, unique_id="flood"), form="timelinejs").known == 2


def test_long_ids_that_begin_alike_are_told_apart(town: Town) -> None:
    lines = [line("x" * 300 + end, "Event", name=[f"Flood {end}"], date=["2001"]) for end in "ab"]
    assert take(town, *lines).counts == {"event": 2}


@pytest.mark.parametrize(
    ("start", "happened"),
    [
        ({"year": -44, "month": 3, "day": 15}, "-0043-03-15"),
        ({"year": "-1"}, "0000"),
        ({"year": 79}, "0079"),
        ({"year": 2021, "month": "2"}, "2021-02"),
        ({"year": 2021, "day": 5}, "2021"),
    ],
)
def test_years_before_our_era_and_short_ones_are_read(town: Town, start: dict[str, Any], happened: str) -> None:
    take(town, slides(start), form="timelinejs")
    assert Event.objects.get(name="A flood").happened == happened


@pytest.mark.parametrize("year", ["99999", 10**12, "9" * 5000, 1e300, True, [2021], "２０２１"])
def test_years_that_no_calendar_has_are_refused_in_words(town: Town, year: object) -> None:
    with pytest.raises(interchange.NotReadable, match="Event 1 has"):
        take(town, slides({"year": year}), form="timelinejs")


def test_hostile_words_are_plain_text_and_dates_that_do_not_exist_are_left_out(town: Town) -> None:
    long_set = "Date (EDTF): [" + ",".join(str(year) for year in range(1900, 1990)) + "]"
    done = take(
        town,
        line("p\ud800", "Person", name=["<script>alert(1)</script>\u202eAda\x00\ud83d"], country=["ßß"]),
        line("e", "Event", name=["<img src=x onerror=alert(1)>Flood"], date=["2021-02-30"], location=["a" * 9000]),
        line("g", "Event", name=["Drought"], startDate=["2022"], endDate=["2021"], description=[long_set]),
        line("h", "Event", name=["A line\u2028and another"], date=["2021-06"], involved=["e", "nobody", "p\ud800"]),
    )  # fmt: skip
    assert (done.counts, done.refused) == ({"actor": 1, "event": 3}, ())
    actor = Actor.objects.get(name__contains="Ada")
    assert (actor.name, actor.country) == ("alert(1) Ada", "")
    events = {row.name: row for row in Event.objects.filter(extractor="import")}
    assert set(events) == {"Flood", "Drought", "A line and another"}
    assert [events[name].happened for name in ("Flood", "Drought", "A line and another")] == ["", "", "2021-06"]
    assert [part.actor for part in events["A line and another"].parts.all()] == [actor]


def test_a_line_separator_within_words_does_not_end_the_line(town: Town) -> None:
    whole = json.dumps({"id": "a", "schema": "Person", "properties": {"name": ["Ada\u2028Weir"]}}, ensure_ascii=False)
    assert take(town, whole).counts == {"actor": 1}


def test_ties_may_run_in_circles(town: Town) -> None:
    people = [line(ref, "Company", name=[f"{ref} & Sons"]) for ref in "abc"]
    ties = [line(f"{x}{y}", "Ownership", owner=[x], asset=[y]) for x, y in (("a", "b"), ("b", "c"), ("c", "a"))]
    assert take(town, *ties, *people).counts == {"actor": 3, "relation": 3}
    assert Relation.objects.filter(type="Ownership").count() == 3


def test_deep_values_inside_a_file_are_no_words(town: Town) -> None:
    deep = "[" * 900 + "]" * 900
    content = f'{{"events": [{{"start_date": {{"year": 2001}}, "text": {{"headline": {deep}, "text": "Ice"}}}}]}}'
    take(town, content, form="timelinejs")
    assert Event.objects.get(extractor="import").name == "Ice"


def test_a_row_that_the_record_cannot_keep_leaves_nothing_and_an_import_cut_off_goes_on(town: Town) -> None:
    lines = [line(str(n), "Event", name=[f"Flood {n}"], date=["2001"], involved=["p"]) for n in range(25)]
    lines.append(line("p", "Person", name=["Ada Weir"]))
    make, calls = importing._Work._make, []

    def cut_off(self: Any, row: Any, key: str) -> Any:
        calls.append(row.ref)
        if len(calls) == 18:
            raise KeyboardInterrupt
        return make(self, row, key)

    with patch.object(importing._Work, "_make", cut_off), pytest.raises(KeyboardInterrupt):
        take(town, *lines)
    assert Event.objects.filter(extractor="import").count() == 9
    with patch.object(interchange, "_DATE", 600):
        bad = line("q", "Event", name=["Too long"], description=["Date (EDTF): [" + ",".join(["2001"] * 40) + "]"])
        done = take(town, *lines, bad)
    assert (done.counts, done.known) == ({"event": 16}, 10)
    assert [one.number for one in done.refused] == [27]
    made = set(Event.objects.filter(extractor="import").values_list("pk", flat=True))
    assert len(made) == 25
    assert set(Revision.objects.filter(entity="event", entity_id__in=made).values_list("field", flat=True)) == {""}
    assert not Revision.objects.filter(new__name="Too long").exists()


def test_an_actor_whom_readers_know_is_put_into_no_situation_by_a_file(town: Town) -> None:
    other = actions.start_situation(by=town.editor, title="The other bank")
    content = line("a", "Person", name=["Hanna Ruda"])
    event = line("e", "Event", name=["A bridge is opened"], date=["2021"], involved=["a"])
    actions.import_file(form="ftm", content=f"{content}\n{event}", situation=other, by=town.editor)
    assert page_of(other).actors == ()
    actions.confirm(fact=Event.objects.get(name="A bridge is opened"), by=town.editor)
    assert [one.name for one in page_of(other).actors] == ["Hanna Ruda"]
