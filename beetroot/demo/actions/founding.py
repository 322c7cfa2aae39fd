"""The house itself: newsroom, staff, site, newsletter, and the page about it all."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.html import escape

from beetroot.demo import EXAMPLE_BASE_URL, EXAMPLE_SIGN_INS
from beetroot.demo.actions.staff import Staff
from beetroot.demo.content import newsroom as texts
from beetroot.issues.actions import open_archive
from beetroot.newsroom.actions import found, hire, start_newsletter
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Role
from beetroot.stories.actions import set_up_site, write_page
from beetroot.stories.models import TextPage

_PASSWORDS: Final = {username: password for _role, username, password in EXAMPLE_SIGN_INS}


def found_newsroom() -> tuple[Staff, Newsletter]:
    """Makes what is missing of newsroom, staff, site and newsletter."""
    content = texts()
    found(**content["newsroom"])
    staff = Staff(**{person["role"]: _hired(person) for person in content["staff"]})
    host = urlsplit(EXAMPLE_BASE_URL).hostname or ""
    set_up_site(by=staff.operator, name=content["newsroom"]["name"], hostname=host, port=443)
    newsletter = _newsletter(content["newsletter"], by=staff.operator)
    open_archive(newsletter=newsletter, by=staff.operator)
    for page in content["pages"]:
        if not TextPage.objects.filter(slug=page["slug"]).exists():
            blocks = [("paragraph", f"<p>{escape(words)}</p>") for words in page["paragraphs"]]
            write_page(by=staff.editor, title=page["title"], slug=page["slug"], blocks=blocks)
    return staff, newsletter


def _hired(person: dict[str, Any]) -> User:
    known = User.objects.filter(username=person["username"]).first()
    return known or hire(
        by=None,
        username=person["username"],
        password=_PASSWORDS[person["username"]],
        roles=[Role(person["role"])],
        email=person["email"],
        name=f"{person['first_name']} {person['last_name']}",
        on_proof_list=person["on_proof_list"],
    )


def _newsletter(fields: dict[str, Any], *, by: User) -> Newsletter:
    known = Newsletter.objects.filter(slug=fields["slug"]).first()
    return known or start_newsletter(by=by, **fields, leave_base_url=EXAMPLE_BASE_URL)
