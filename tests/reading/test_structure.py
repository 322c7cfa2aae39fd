import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beetroot.reading import Reading, read

PROSE = "The mayor of Lipnik opened the market on Monday, and nobody in the whole town came to look at it.\n"


def told(reading: Reading, label: str) -> list[str]:
    return [reading.source_text[s.start : s.end].strip() for s in reading.account if s.label == label]


def covers(reading: Reading) -> bool:
    spans = reading.account
    joined = all(a.end == b.start for a, b in itertools.pairwise(spans))
    return joined and spans[0].start == 0 and spans[-1].end == len(reading.source_text)


def test_a_kicker_and_a_headline_on_one_line_are_told_apart(story):
    ferry = story("en-ferry.txt")
    assert ferry.kicker == "The last ferry"
    assert ferry.headline == "How a river crossing became a border that nobody may cross"


def test_a_title_that_stands_twice_is_one(story):
    ferry = story("en-ferry.txt")
    assert len(told(ferry, "headline")) == 2
    assert ferry.text.count(ferry.headline) == 1


def test_a_copied_page_gives_its_byline_source_and_the_publication_written_for(story):
    ferry = story("en-ferry.txt")
    assert (ferry.byline, ferry.written_for, ferry.publication) == (("Marta Okonek",), "The Lantern", "Northern Post")


def test_the_boxes_of_a_newsletter_are_read_and_stand_outside_the_text(story):
    ferry = story("en-ferry.txt")
    box = ferry.first_appeared_in
    assert box is not None
    assert (box.newsletter, box.publisher) == ("The Lantern", "Northern Post")
    assert box.coverage == "the Baltic states, Poland, and Belarus"
    assert ferry.signup is not None
    assert ferry.signup.tagline == "Quiet places. Loud borders. Every Thursday."
    assert "Sign up" not in ferry.text


def test_share_bars_and_skip_links_are_removed_and_said_so(story):
    assert story("en-ferry.txt").removed == ("Skip to main content", "Menu", "• Share to or", "• Share to or")


def test_pictures_have_caption_credit_and_the_date_their_caption_gives(story):
    first, second = story("en-ferry.txt").photos
    assert (first.caption, first.credit) == (None, "Ada Rimkutė / Northern Post / Baltic Pool")
    assert (second.credit, second.date) == ("Baltic Pool", "2021-12-30")
    assert story("en-ferry.txt").text[second.start : second.end] == second.caption


def test_sections_hold_the_paragraphs_between_headings_without_the_lede(story):
    ferry = story("en-ferry.txt")
    assert [section.heading for section in ferry.sections] == [None, "‘A fence is cheaper’"]
    assert ferry.lede is not None
    assert all(ferry.lede not in section.paragraphs for section in ferry.sections)


def test_a_web_page_keeps_what_a_plain_extractor_loses(story):
    orchard = story("en-orchard.html")
    assert (orchard.kicker, orchard.headline) == ("Harvest", "Frost takes the apples of Lipnik")
    assert orchard.lede is not None
    assert orchard.lede.startswith("One night in May")
    assert orchard.byline == ("Tomas Hradil", "Eva Simek")
    assert (orchard.photos[0].caption, orchard.photos[0].credit) == (
        "Brown blossoms above the village on May 8, 2021.",
        "Jana Novotna",
    )
    assert told(orchard, "quote") == ["An apple tree remembers a frost longer than a ministry does."]
    assert (orchard.published, orchard.published_from) == ("2021-05-14", "stated")


def test_a_web_page_shows_no_script_no_style_and_no_menu(story):
    orchard = story("en-orchard.html")
    assert "never shown" not in orchard.source_text
    assert "Ten walks around the lake" in orchard.removed
    assert "About us" in orchard.removed


def test_markdown_loses_its_marks_and_keeps_its_words(story):
    school = story("en-school.md")
    assert (school.headline, school.byline, school.published) == (
        "The school with one pupil",
        ("Sofia Brandt",),
        "2022-09-01",
    )
    assert "The bell in Hallen rings for one child. She is seven," in school.text
    assert told(school, "list") == ["- a blackboard from 1961", "- forty chairs"]
    assert school.photos[0].caption == "The yard in spring"


def test_a_russian_page_is_read_like_an_english_one(story):
    library = story("ru-library.txt")
    assert library.language == "ru"
    assert library.headline == "Сельская библиотека пережила пожар и нашла дом в бане"
    assert library.byline == ("Вера Лисицына",)
    assert library.published == "2023-03-14"
    assert library.photos[0].credit == "Ирина Вольская"
    assert "Перейти к содержанию" in library.removed


def test_facts_point_to_their_words_in_the_text(story):
    for name in ("en-ferry.txt", "en-orchard.html", "en-school.md", "ru-library.txt"):
        reading = story(name)
        for fact in (*reading.quotations, *reading.dates, *reading.figures, *reading.events):
            assert reading.text[fact.start : fact.end] == fact.text


def test_the_dictionary_has_every_key_of_the_contract(story):
    keys = """text language kicker headline publication written_for byline published published_from lede
    first_appeared_in
    signup sections photos quotations dates figures actors events agreements polls removed account"""
    plain = story("en-ferry.txt").as_dict()
    assert set(keys.split()) <= set(plain)
    assert set(plain["account"][0]) == {"start", "end", "as"}
    assert isinstance(plain["byline"], list)


def test_a_hard_wrapped_mail_has_paragraphs_not_lines():
    wrapped = (
        "A bridge for Lipnik\n\nThe town council of Lipnik voted on Monday evening for a wooden\n"
        "bridge over the mill stream, after a debate that went on for six hours\nand ended in song.\n\n"
        "Nobody voted against it, which has not happened in the town since\nthe council was first elected.\n"
    )
    reading = read(wrapped)
    assert "wooden bridge over the mill stream" in reading.text
    assert len(reading.text.split("\n\n")) == 3


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_every_character_of_any_text_is_accounted_for(noise: str):
    assert covers(read(f"{PROSE}{noise}\n{PROSE}", kind="text"))


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["text", "markdown"]))
def test_the_account_covers_markdown_too(noise: str, kind):
    assert covers(read(f"# A title for it\n\n{PROSE}\n{noise}\n\n{PROSE}", kind=kind))


def test_the_account_covers_the_visible_text_of_web_pages(story):
    assert covers(story("en-orchard.html"))


FILLER = "The meeting in the old town hall went on until the evening, and then everybody there walked home together."


@pytest.mark.parametrize(
    ("below", "caption", "credit"),
    [
        ("*The wheel at Harrow Ford.*", "The wheel at Harrow Ford.", None),
        ("The wheel at Harrow Ford. Photo: Maja Berg", "The wheel at Harrow Ford.", "Maja Berg"),
        ("", "A wheel", None),
    ],
)
def test_the_line_below_a_picture_of_markdown_is_its_caption_else_its_own_words(below, caption, credit):
    source = f"# The mill\n\n{FILLER}\n\n![A wheel](wheel.jpg)\n{below}\n\n{FILLER}"
    (photo,) = read(source, kind="markdown").photos
    assert (photo.caption, photo.credit) == (caption, credit)


def test_a_credit_in_brackets_may_name_several():
    source = f"The mill\n\n{FILLER}\n\nThe wheel at dusk. (Photos by Ann Lee, left, and Bo Ek/Agency)\n\n{FILLER}"
    (photo,) = read(source).photos
    assert (photo.caption, photo.credit) == ("The wheel at dusk.", "Ann Lee, left, and Bo Ek/Agency")


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("Ann Lee Energy correspondent", "Ann Lee"),
        ("Ann Lee in Kyiv", "Ann Lee"),
        ("By ANN LEE", "Ann Lee"),
    ],
)
def test_a_byline_may_say_what_or_where_its_author_is(line, byline):
    reading = read(f"Energy\nA new mill for the old town\n{line}\n\n{FILLER}\n\n{FILLER}")
    assert (reading.byline, reading.kicker) == ((byline,), "Energy")


def test_the_path_to_a_page_is_no_credit():
    reading = read(f"Home / Culture / Music\n\nA new mill for the old town\n\n{FILLER}\n\n{FILLER}")
    assert reading.photos == ()
    assert reading.removed == ("Home / Culture / Music",)


def test_a_long_line_right_below_a_short_title_is_its_standfirst():
    below = "On the shores of Karasor the people who stayed are learning to live with the salt"
    story = read(f"The disappearing lake\n{below}\n\nBy ANN LEE AND BO EK\n\n{PROSE}\n{PROSE}")
    assert (story.headline, story.lede, story.byline) == ("The disappearing lake", below, ("Ann Lee", "Bo Ek"))


@pytest.mark.parametrize("line", ["Ann Lee, Staff Writer", "Local Democracy Reporter\nAnn Lee"])
def test_what_an_author_is_stands_before_or_behind_the_name(line):
    story = read(f"Anger as the quarry wins by one vote\n\n{line}\n4 March 2025\n\n{PROSE}\n{PROSE}")
    assert story.byline == ("Ann Lee",)
