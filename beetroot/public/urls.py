"""Doors for readers that are not pages; they stand before the pages' catch-all."""

from django.urls import path

from beetroot.public import feeds
from beetroot.public.views import answers, signup, situations

app_name = "public"
urlpatterns = [
    path("sign-up/<slug:slug>/", signup.sign_up, name="signup"),
    path("sign-up/<slug:slug>/sent/", signup.signed_up, name="signed_up"),
    path("confirm/<str:token>/", answers.confirm, name="confirm"),
    path("confirm/<str:token>", answers.confirm),
    path("leave/<str:token>", answers.leave, name="leave"),
    path("leave/<str:token>/", answers.leave),
    path("undo/<str:token>/", answers.undo, name="undo"),
    path("undo/<str:token>", answers.undo),
    path("situations/", situations.all_situations, name="situations"),
    path("situations/<slug:slug>/", situations.one_situation, name="situation"),
    path("feed.xml", feeds.Stories(), name="feed"),
    path("<slug:slug>/feed.xml", feeds.Issues(), name="newsletter_feed"),
]
