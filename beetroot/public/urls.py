"""Doors for readers that are not pages; they stand before the pages' catch-all."""

from django.urls import path

from beetroot.public import feeds
from beetroot.public.views import answers, data, data_protection, preferences, signup, situations

app_name = "public"
urlpatterns = [
    path("sign-up/<slug:slug>/", signup.sign_up, name="signup"),
    path("sign-up/<slug:slug>/sent/", signup.signed_up, name="signed_up"),
    path("sign-up/<slug:slug>/embed/", signup.embed, name="embed"),
    path("data-protection/", data_protection.data_protection, name="data_protection"),
    path("preferences/", preferences.ask, name="preferences"),
    path("preferences/sent/", preferences.sent, name="preferences_sent"),
    path("preferences/<str:token>/", preferences.choose, name="preferences_choose"),
    path("move/<str:token>/", preferences.move, name="move"),
    path("confirm/<str:token>/", answers.confirm, name="confirm"),
    path("confirm/<str:token>", answers.confirm),
    path("leave/<str:token>", answers.leave, name="leave"),
    path("leave/<str:token>/", answers.leave),
    path("leave/<slug:language>/<str:token>", answers.leave),
    path("leave/<slug:language>/<str:token>/", answers.leave),
    path("undo/<str:token>/", answers.undo, name="undo"),
    path("undo/<str:token>", answers.undo),
    path("undo/<slug:language>/<str:token>/", answers.undo),
    path("undo/<slug:language>/<str:token>", answers.undo),
    path("situations/", situations.all_situations, name="situations"),
    path("situations/<slug:slug>/", situations.one_situation, name="situation"),
    path("situations/<slug:slug>/known/", situations.situation_known, name="situation_known"),
    path("situations/<slug:slug>/known/<str:day>/", situations.situation_on, name="situation_on"),
    *(
        path(f"situations/<slug:slug>/{kind}/<int:page>/", situations.facts, {"kind": kind}, name=f"situation_{kind}")
        for kind in ("statements", "events", "figures")
    ),
    path("situations/<slug:slug>/data/<str:name>", data.download, name="situation_data"),
    path("api/", data.explained, name="api"),
    path("api/openapi.json", data.openapi, name="openapi"),
    path("api/situations.json", data.situations, name="situations_json"),
    path("api/situations/<slug:slug>.json", data.one_situation, name="situation_json"),
    path("api/situations/<slug:slug>/<str:kind>/<int:page>.json", data.facts, name="facts_json"),
    path("api/stories/<uuid:uuid>/roots.json", data.roots, name="roots_json"),
    path("feed.xml", feeds.Stories(), name="feed"),
    path("<slug:slug>/feed.xml", feeds.Issues(), name="newsletter_feed"),
]
