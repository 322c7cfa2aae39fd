"""Addresses of the desk's sending pages, below /desk/sendings/; the number is the issue's."""

from django.urls import path

from beetroot.dispatch import views

app_name = "dispatch"
urlpatterns = [
    path("<int:pk>/", views.status, name="status"),
    path("<int:pk>/report/", views.report, name="report"),
    path("<int:pk>/send/", views.send, name="send"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/pause/", views.pause, name="pause"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/decide/", views.decide, name="decide"),
]
