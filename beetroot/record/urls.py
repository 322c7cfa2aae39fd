"""Addresses of the desk's pages about facts, below /desk/record/."""

from django.urls import path

from beetroot.record.views import story

app_name = "record"
urlpatterns = [
    path("story/<int:page_id>/", story.show_story, name="story"),
    path("story/<int:page_id>/find/", story.find_facts, name="find"),
    path("story/<int:page_id>/decide/", story.decide, name="decide"),
    path("story/<int:page_id>/<slug:kind>/<uuid:fact_id>/", story.edit_fact, name="fact"),
]
