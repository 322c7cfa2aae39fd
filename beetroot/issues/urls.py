"""Addresses of the desk's issue pages, below /desk/issues/."""

from django.urls import path

from beetroot.issues.views import brief, desk, preview

app_name = "issues"
urlpatterns = [
    path("", desk.list_issues, name="list"),
    path("brief/", brief.show_brief, name="brief"),
    path("brief/mail/<uuid:correction_id>/", brief.start_mailing, name="start_mailing"),
    path("new/", desk.new_issue, name="new"),
    path("<int:pk>/", desk.show_issue, name="issue"),
    path("<int:pk>/submit/", desk.submit, name="submit"),
    path("<int:pk>/approve/", desk.approve, name="approve"),
    path("<int:pk>/close/", desk.close, name="close"),
    path("<int:pk>/reopen/", desk.reopen, name="reopen"),
    path("<int:pk>/test/", desk.send_test, name="test"),
    path("<int:pk>/preview/<str:subject_style>/", preview.preview, name="preview"),
    path("<int:pk>/preview/<str:subject_style>/mail/", preview.mail_frame, name="mail_frame"),
]
