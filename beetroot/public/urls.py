"""Doors for readers that are not pages."""

from django.urls import URLPattern

app_name = "public"
urlpatterns: list[URLPattern] = []
