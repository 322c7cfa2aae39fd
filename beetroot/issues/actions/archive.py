"""A newsletter gets its page on the web."""

from __future__ import annotations

from django.db import transaction

from beetroot.issues.models import NewsletterPage
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Permission
from beetroot.stories.models import FrontPage


@transaction.atomic
def open_archive(*, newsletter: Newsletter, by: User | None) -> NewsletterPage:
    """The newsletter's page with sign-up and archive, below the front page; again, it changes nothing.

    `by` is None only while the newsroom is being founded. The site must have been set up.
    """
    if by is not None:
        require(by=by, permission=Permission.CHANGE_SETTINGS)
    page = NewsletterPage.objects.filter(newsletter=newsletter).first()
    if page is None:
        page = NewsletterPage(title=newsletter.name, slug=newsletter.slug, newsletter=newsletter, show_in_menus=True)
        FrontPage.objects.get().add_child(instance=page)
        page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
        audit(by=by, verb="archive opened", about=newsletter)
    return NewsletterPage.objects.get(pk=page.pk)
