"""Addresses of the desk's import pages, below /desk/import/."""

from django.urls import path

from beetroot.stories import views

app_name = "stories"
urlpatterns = [
    path("", views.import_page, name="import"),
    path("<int:pk>/", views.imported_page, name="imported"),
    path("<int:pk>/original/", views.original_file, name="original"),
]
