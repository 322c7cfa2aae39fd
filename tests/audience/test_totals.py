"""Numbers for the desk, and parts of the readers that an issue may go to."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from beetroot.audience import actions
from beetroot.audience.models import Segment, Subscription
from beetroot.audience.rules import Reason, leave_token
from beetroot.audience.rules.segments import SegmentRule
from beetroot.audience.rules.totals import Group, curves, folded
from beetroot.newsroom.actions import hire
from beetroot.newsroom.rules import Role

TODAY = datetime.now(UTC).date()


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        ([("en", 100), ("be", 30), ("ru", 12), ("uk", 9)], [("en", 100), ("be", 30), ("", 21)]),
        ([("en", 100), ("be", 30), ("ru", 3)], [("en", 100), ("", 33)]),
        ([("en", 7)], [("", 7)]),
        ([("en", 40), ("be", 30)], [("en", 40), ("be", 30)]),
        ([], []),
    ],
)
def test_no_group_is_so_small_that_it_is_somebody_not_even_by_subtracting(groups, shown):
    assert folded(Group(*group) for group in groups) == [Group(*group) for group in shown]


def test_curves_share_one_scale_and_fit():
    (one, two), top = curves([("a", "A", [0, 60, 130]), ("b", "B", [0, 0, 0])], width=100, height=50)
    assert top == 200
    assert one.path == "M0.0,50.0 L50.0,35.0 L100.0,17.5"
    assert two.path.endswith("L100.0,50.0")
    assert curves([("a", "A", [])], width=9, height=9)[1] == 1


def test_what_happens_is_counted_by_day_and_names_nobody(newsletter, join, work, keyring, operator):
    for name in ("ana", "bo", "cy"):
        join(f"{name}@reader.example")
    actions.sign_up(newsletter=newsletter, address="dy@reader.example", language="be")
    key_id, key = keyring.token.current
    first, second, _third = Subscription.objects.order_by("id")
    actions.ask_to_leave(token=leave_token(key, key_id, first.id))
    actions.suppress(subscription_id=second.id, reason=Reason.BOUNCED)
    actions.suppress(subscription_id=second.id, reason=Reason.BOUNCED)
    actions.import_csv(
        newsletter=newsletter, lines=["email\n", "e@r.example\n"], consent="x", keyring=keyring, by=operator
    )
    work()
    found = actions.history(newsletter=newsletter, since=TODAY - timedelta(days=7))
    assert {kind: sum(days.values()) for kind, days in found.items()} == {
        "asked": 4,
        "confirmed": 3,
        "imported": 1,
        "left": 1,
        "bounced": 1,
    }


def test_the_desk_shows_totals_to_those_who_may_see_them_and_no_address(newsletter, join, client, db):
    join("ana@reader.example")
    client.force_login(hire(by=None, username="anna", password="a long enough one", roles=[Role.ANALYST]))
    page = client.get(reverse("audience_totals")).content.decode()
    assert "The Ferry" in page
    assert "<path" in page
    assert "<table" in page
    assert "reader.example" not in page
    client.logout()
    assert client.get(reverse("audience_totals")).status_code == 302


def test_a_segment_takes_readers_by_what_is_in_the_clear_and_is_silent_about_few(newsletter, join):
    for name in ("ana", "bo", "cy"):
        join(f"{name}@reader.example")
    first = Subscription.objects.order_by("id")[0]
    Subscription.objects.filter(id=first.id).update(language="be", region="North", joined_month=date(2024, 5, 1))
    segment = Segment(newsletter=newsletter, name="Old hands", languages=["be"], joined_to=date(2024, 12, 1))
    found = actions.audience_of(newsletter, None, limit=9, segment=segment.rule)
    assert [reader.subscription_id for reader in found] == [first.id]
    assert actions.segment_size(segment) is None
    assert actions.segment_size(Segment(newsletter=newsletter, regions=["South"])) == 0
    assert len(actions.audience_of(newsletter, None, limit=9)) == 3


def test_a_rule_comes_back_from_its_document_and_holds_no_query():
    rule = SegmentRule(languages=("be", "ru"), regions=("x' OR 1=1 --",), joined_from=date(2024, 1, 1))
    assert SegmentRule.of(rule.to_json()) == rule
    assert SegmentRule.of(None) == SegmentRule()
    assert SegmentRule().to_json() == {}


def test_the_desk_keeps_each_version_of_what_readers_agree_to(newsletter, operator, client):
    client.force_login(operator)
    address = reverse("newsletters:edit", args=[newsletter.pk])
    form = client.get(address).context["form"]
    assert "consent_version" not in form.fields
    values = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(address, values | {"consent_text": "Two mails a week."})
    assert answer.status_code == 302, answer.context["form"].errors
    newsletter.refresh_from_db()
    assert newsletter.consent_version == 2
    assert list(newsletter.consent_texts.values_list("text", flat=True)) == ["", "Two mails a week."]
