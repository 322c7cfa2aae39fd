"""The newsletter's page on the public site, below which its closed issues stand."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from beetroot.issues.models import NewsletterPage
from beetroot.issues.rules import IssuesError
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Permission
from beetroot.stories.models import FrontPage


@transaction.atomic
def open_archive(*, newsletter: Newsletter, by: User | None) -> NewsletterPage:
    """The newsletter's page below the front page, published; called again, it changes nothing.

    `by` is None only while the newsroom is being founded. Raises IssuesError without a site, or when another
    page has the newsletter's short name.
    """
    if by is not None:
        require(by=by, permission=Permission.CHANGE_SETTINGS)
    front = FrontPage.objects.first()
    if front is None:
        raise IssuesError(_("There is no public site yet; set it up first."))
    return ensure_archive(newsletter, front, by=by)


def ensure_archive(newsletter: Newsletter, front: FrontPage, *, by: User | None) -> NewsletterPage:
    """The page, made if it is missing; for actions that have checked their permission."""
    known = NewsletterPage.objects.filter(newsletter=newsletter).first()
    if known:
        return known
    page = NewsletterPage(title=newsletter.name, slug=newsletter.slug, newsletter=newsletter, show_in_menus=True)
    try:
        front.add_child(instance=page)
    except ValidationError as error:
        taken = _("The site has another page called “%(slug)s”; rename it, or the newsletter.")
        raise IssuesError(taken % {"slug": newsletter.slug}) from error
    # Our own table of roles has answered; Wagtail's groups would ask again in other words.
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    audit(by=by, verb="archive opened", about=newsletter)
    return page
