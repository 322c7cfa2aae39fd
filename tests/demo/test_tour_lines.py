"""Where the tour says that each line of a page went."""

from beetroot.demo.tour.lines import Fact, account_for, visible_text

PAGE = "Skip to content\nThe quay\n\nBoats wait, she said.\nSign up for The Ferry"
SPANS = [
    {"start": 0, "end": 16, "as": "furniture"},
    {"start": 16, "end": 25, "as": "headline"},
    {"start": 25, "end": 26, "as": "blank"},
    {"start": 26, "end": 48, "as": "body"},
    {"start": 48, "end": 69, "as": "signup"},
]
STORY = "The quay Boats wait, she said. Slow news"


def account(story: str = STORY, mail: str = STORY, facts: list[Fact] | None = None):
    outputs = {"the story": story, "the mail": mail}
    return account_for(source=PAGE, spans=SPANS, facts=facts or [], outputs=outputs, boxes={"signup": ["Slow news"]})


def test_every_line_has_a_place_and_blank_ones_are_counted():
    told = account()
    assert [line.number for line in told.lines] == [1, 2, 4, 5]
    assert (told.blank_lines, told.lost) == (1, ())
    assert [line.places[0].label for line in told.lines] == ["furniture", "headline", "body", "signup"]


def test_furniture_names_what_does_its_work_here():
    assert "skip link" in account().lines[0].places[0].where


def test_a_paragraph_that_the_mail_lacks_is_lost_and_says_where():
    told = account(mail="The quay")
    assert [line.number for line in told.lost] == [4]
    assert "not found in the mail" in told.lost[0].places[0].where


def test_a_box_that_does_not_say_what_the_page_said_is_lost():
    told = account(story="The quay Boats wait, she said.")
    assert [line.number for line in told.lost] == [5]


def test_line_breaks_quotation_marks_and_dashes_may_be_set_differently():
    assert account(story="The\nquay — «Boats   wait», she said. Slow news").lost == ()


def test_a_fact_stands_beside_the_line_of_its_sentence():
    said = Fact("statement", "she: Boats wait", "Boats wait, she said.", "story.html#roots")
    nowhere = Fact("event", "never", "Words of another page.", "")
    told = account(facts=[said, nowhere])
    assert told.lines[2].facts == (said,)
    assert told.unplaced_facts == (nowhere,)


def test_the_picture_counts_every_character_once():
    assert sum(account().characters.values()) == len(PAGE)


def test_words_in_scripts_and_styles_are_not_read():
    html = "<head><title>T</title></head><p>It&#x27;s seen</p><script>hidden()</script>"
    seen = visible_text(html, strip=lambda text: text)
    assert "It's seen" in seen
    assert "hidden" not in seen


def test_a_table_set_in_columns_is_still_found():
    spans = [{"start": 0, "end": 17, "as": "table"}]
    outputs = {"its plain text": "Bosko | wide gauge\n river | "}
    told = account_for(source="Bosko river\nwide gauge"[:11], spans=spans, facts=[], outputs=outputs, boxes={})
    assert told.lost == ()


def test_a_credit_is_found_by_the_name_in_it_and_lost_without():
    source, spans = "(Photo by A. Sedge/Agency)", [{"start": 0, "end": 26, "as": "credit"}]

    def told(text: str):
        outputs = {"the story": text}
        return account_for(
            source=source, spans=spans, facts=[], outputs=outputs, boxes={}, credits=["A. Sedge/Agency", "B. Reed"]
        )

    assert told("The quay. A. Sedge/Agency").lost == ()
    assert len(told("The quay. B. Reed").lost) == 1
