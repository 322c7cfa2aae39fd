"""What staff can reach: the desk, and the public pages below it for previews and links."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from beetroot.config.urls_public import urlpatterns as public_patterns

urlpatterns = [
    path("desk/documents/", include(wagtaildocs_urls)),
    path("desk/", include(wagtailadmin_urls)),
    path("desk", RedirectView.as_view(url="/desk/")),
    *public_patterns,
]

handler404 = "beetroot.public.views.errors.not_found"
handler500 = "beetroot.public.views.errors.broken"
