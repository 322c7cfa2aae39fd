"""What readers can reach. The desk does not exist here."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls

# Renditions only: an original or a document has no public address.
urlpatterns = [
    re_path(r"^media/(?P<path>images/.+)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include("beetroot.public.urls")),
    path("", include(wagtail_urls)),
]

handler400 = "beetroot.public.views.errors.unread"
handler403 = "beetroot.public.views.errors.refused"
handler404 = "beetroot.public.views.errors.not_found"
handler500 = "beetroot.public.views.errors.broken"
