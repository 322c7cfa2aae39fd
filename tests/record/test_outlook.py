"""Polls, indicators and forecasts, from the desk to readers."""

import math
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beetroot.record import actions
from beetroot.record.models import Forecast, Score
from beetroot.record.rules import forecasting
from beetroot.record.rules.hypotheses import Evidence, matrix
from tests.record.conftest import Town, page_of


def ask(town: Town, **fields: Any) -> Forecast:
    now = timezone.now()
    words = {
        "question": "Will the mill be sold before 2027?",
        "criteria": "A deed of sale in the register.",
        "opens_at": now - timedelta(days=2),
        "closes_at": now + timedelta(days=2),
    }
    return actions.ask(by=town.editor, situation=town.situation, **{**words, **fields})


@pytest.mark.django_db
def test_a_forecast_is_frozen_with_its_first_entry(town: Town) -> None:
    forecast = ask(town)
    actions.change(fact=forecast, by=town.editor, changes={"criteria": "A deed of sale."})
    actions.enter(by=town.editor, forecast=forecast, probability=0.2)
    with pytest.raises(actions.WrongField, match="Frozen since the first entry"):
        actions.change(fact=forecast, by=town.editor, changes={"criteria": "Any rumour of a sale."})


@pytest.mark.django_db
def test_resolving_scores_every_number_given_in_time_and_resolving_again_counts_anew(town: Town) -> None:
    forecast = ask(town)
    actions.enter(by=town.editor, forecast=forecast, probability=0.8)
    actions.enter(by=town.editor, forecast=forecast, forecaster=town.ruda, wording="hardly")
    late = ask(town, opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=8))
    actions.enter(by=town.editor, forecast=late, probability=1.0)
    actions.resolve(forecast=forecast, outcome="yes", evidence="The register.", by=town.editor)
    actions.resolve(forecast=late, outcome="yes", evidence="The register.", by=town.editor)
    assert [round(score.brier, 4) for score in Score.objects.all()] == [0.04]
    actions.resolve(forecast=forecast, outcome="no", evidence="The deed was void.", by=town.editor)
    view = next(one for one in page_of(town.situation).forecasts if one.id == str(forecast.pk))
    assert view.outcome == "no"
    scored, in_words = view.entries
    assert (scored.who, scored.percent, scored.brier, scored.log) == ("this newsroom", "80", "0.64", "-1.61")
    assert (in_words.who, in_words.percent, in_words.brier) == ("Hanna Ruda", "", "")
    [track] = page_of(town.situation).track
    assert (track.who, track.count, track.brier) == ("this newsroom", 1, "0.64")
    assert track.chart.startswith("<svg")


@pytest.mark.django_db
def test_past_its_closing_day_a_forecast_that_nobody_decided_is_not_called_open(town: Town, client: Client) -> None:
    ask(town, opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=8))
    page = client.get(f"/situations/{town.situation.slug}/").content.decode()
    assert "closed, not yet decided" in page
    assert "open ·" not in page


@pytest.mark.django_db
def test_a_number_given_to_words_after_closing_is_never_scored(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    forecast = ask(town)
    entry = actions.enter(by=town.editor, forecast=forecast, wording="likely")
    later = forecast.closes_at + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    actions.change(fact=entry, by=town.editor, changes={"probability": 0.9})
    actions.resolve(forecast=forecast, outcome="yes", evidence="The register.", by=town.editor)
    assert not Score.objects.exists()


@pytest.mark.django_db
def test_an_unmet_condition_annuls_a_forecast_and_scores_nobody(town: Town) -> None:
    forecast = ask(town, condition="The council is elected anew.")
    actions.enter(by=town.editor, forecast=forecast, probability=0.5)
    found = actions.resolve(
        forecast=forecast, outcome="yes", evidence="No election was held.", condition_met=False, by=town.editor
    )
    assert found.outcome == "annulled"
    assert not Score.objects.exists()


@pytest.mark.django_db
def test_an_equal_share_of_a_poll_is_the_share_it_equals(town: Town) -> None:
    shares = [
        {"answer": "would help", "printed": "one in five", "percent": 20},
        {"answer": "would not", "printed": "an equal share", "equals": 0},
    ]
    actions.add_poll(by=town.editor, situation=town.situation, question="Would you help?", shares=shares)
    [poll] = page_of(town.situation).polls
    assert [(share.percent, share.equals) for share in poll.shares] == [("20", ""), ("20", "would help")]
    assert (poll.sample, bool(poll.asked)) == ("", False)
    with pytest.raises(actions.RecordError, match="another one of the same poll"):
        actions.add_poll(by=town.editor, situation=town.situation, question="?", shares=[{"answer": "a", "equals": 0}])


@pytest.mark.django_db
def test_an_indicator_shows_its_readings_and_alarms_beyond_its_threshold(town: Town) -> None:
    one = actions.add_indicator(
        by=town.editor, situation=town.situation, name="Grip", domain="legal", question="Who decides?", low=0, high=4,
        threshold=3, scale="0 = nobody\n4 = the trust",
    )  # fmt: skip
    actions.read_indicator(by=town.editor, indicator=one, value=1, as_of="2020", words="The sale.")
    actions.read_indicator(by=town.editor, indicator=one, value=3, as_of="2021-06", words="The lease.")
    [view] = page_of(town.situation).indicators
    assert [reading.value for reading in view.readings] == ["1", "3"]
    assert (view.trend, view.alarm, view.steps) == ("rising", True, ("0 = nobody", "4 = the trust"))
    assert view.chart.count("<circle") == 2
    with pytest.raises(actions.RecordError, match="from 0 to 4"):
        actions.read_indicator(by=town.editor, indicator=one, value=5)


@pytest.mark.django_db
def test_competing_explanations_are_ranked_by_what_speaks_against_them(town: Town) -> None:
    own: dict[str, Any] = {"by": town.editor, "situation": town.situation}
    gift = actions.add_claim(**own, wording="The lease is a gift.", is_hypothesis=True)
    deal = actions.add_claim(**own, wording="The lease is a deal.", is_hypothesis=True)
    actions.add_claim_link(**own, link="contradicts", event=town.roof, claim=gift)
    actions.add_claim_link(**own, link="supports", event=town.roof, claim=deal)
    found = page_of(town.situation).hypotheses
    assert found is not None
    assert [text for text, _against, _for in found.hypotheses] == ["The lease is a deal.", "The lease is a gift."]
    assert found.rows[0].marks == ("+", "-")


def test_evidence_that_says_the_same_of_all_explanations_comes_last() -> None:
    found = matrix(
        ["a", "b"], [Evidence("x", "supports", "a"), Evidence("x", "supports", "b"), Evidence("y", "denies", "b")]
    )
    assert [row.origin for row in found.rows] == ["y", "x"]
    assert (found.hypotheses, found.against, found.supporting) == (("a", "b"), (0, 1), (1, 1))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(probability=st.floats(0, 1), happened=st.booleans())
def test_scores_stay_in_their_ranges_and_reward_being_right(probability: float, happened: bool) -> None:
    found = forecasting.score(probability=probability, happened=happened)
    assert 0 <= found.brier <= 1
    assert math.log(forecasting.LEAST) <= found.log <= 0
    other = forecasting.score(probability=1 - probability, happened=happened)
    if (probability > 0.5) == happened and abs(probability - 0.5) > 1e-6:
        assert found.brier <= other.brier
        assert found.log >= other.log


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pairs=st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=12))
def test_a_track_record_counts_every_forecast_once(pairs: list[tuple[float, bool]]) -> None:
    found = forecasting.track_record(pairs)
    assert found is not None
    assert found.count == len(pairs) == sum(one.count for one in found.bins)
    assert found.brier == pytest.approx(sum((p - happened) ** 2 for p, happened in pairs) / len(pairs))
