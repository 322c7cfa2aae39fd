"""Addresses of the second factor's pages, below /desk/second-factor/."""

from django.urls import path

from beetroot.newsroom import views

app_name = "second_factor"
urlpatterns = [
    path("", views.manage, name="manage"),
    path("code/", views.ask, name="ask"),
    path("set-up/", views.set_up, name="set_up"),
]
