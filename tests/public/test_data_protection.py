"""The data-protection page says what the tables hold; consent is kept version by version."""

from django.apps import apps
from django.test import Client

from beetroot.audience.rules.stored import STORED, kinds
from beetroot.newsroom.actions import keep_consent
from tests.public.conftest import House


def test_every_column_about_readers_has_its_words_on_the_page(client: Client) -> None:
    real = {
        model.__name__: {field.name for field in model._meta.concrete_fields}
        for model in apps.get_app_config("audience").get_models()
    }
    assert {name: set(columns) for name, columns in STORED.items()} == real
    page = client.get("/data-protection/").content.decode()
    for kind in kinds():
        assert str(kind.what)[:30] in page
    assert "7 days" in page
    assert "1 Quay Street" in page
    for words in ("Of our own people", "90 days after their account", "730 days", "90 days after the issue was sent"):
        assert words in page
    assert not client.cookies


def test_no_sentence_of_the_page_is_left_in_english(client: Client) -> None:
    page = client.get("/data-protection/?language=ru").content.decode()
    for english in ("as long as your address", "7 days", "until you leave", "seconds"):
        assert english not in page


def test_a_provider_that_sees_readers_is_named(client: Client, settings) -> None:
    assert "no service in between" in client.get("/data-protection/").content.decode()
    settings.BEETROOT_SMTP_URL = "smtp://user:hush@mail.provider.example:587"
    page = client.get("/data-protection/").content.decode()
    assert "mail.provider.example" in page
    assert "hush" not in page


def test_a_changed_text_gets_the_next_version_and_the_old_one_stays(house: House) -> None:
    newsletter = house.room.newsletter
    assert keep_consent(newsletter=newsletter, by=None) == 1
    newsletter.consent_text = "One mail a week."
    newsletter.save()
    assert keep_consent(newsletter=newsletter, by=None) == 2
    assert keep_consent(newsletter=newsletter, by=None) == 2
    assert list(newsletter.consent_texts.values_list("version", "text")) == [(1, ""), (2, "One mail a week.")]
