"""Addresses of the desk's pages about facts, below /desk/record/."""

from django.urls import path

from beetroot.record.views import board, story, writing

app_name = "record"
urlpatterns = [
    path("board/<slug:slug>/", board.show_board, name="board"),
    path("correct/<slug:kind>/<uuid:fact_id>/", board.correct_fact, name="correct"),
    path("redact/", board.redact, name="redact"),
    path("redact/<uuid:redaction_id>/", board.go_on_redacting, name="go_on_redacting"),
    path("warnings/", writing.warn, name="warnings"),
    path("story/<int:page_id>/words/", writing.show_words, name="words"),
    path("story/<int:page_id>/make/", writing.make_fact, name="make"),
    path("story/<int:page_id>/insert/", writing.insert, name="insert"),
    path("story/<int:page_id>/", story.show_story, name="story"),
    path("story/<int:page_id>/find/", story.find_facts, name="find"),
    path("story/<int:page_id>/decide/", story.decide, name="decide"),
    path("story/<int:page_id>/<slug:kind>/<uuid:fact_id>/", story.edit_fact, name="fact"),
]
