"""The tree of pages that a newsroom starts with, and what each role may do in it."""

from django.contrib.auth.models import Group
from django.contrib.auth.models import Permission as DjangoPermission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission, Role
from beetroot.stories.models import FrontPage, PeopleIndexPage, StoryIndexPage

_LIBRARY = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
#: Wagtail's permissions on the whole tree, on photos and documents, and Django's on models, for each role.
_PAGES = {
    Role.REPORTER: ("add_page",),
    Role.EDITOR: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    Role.APPROVER: ("add_page", "change_page", "publish_page"),
}
_FILES = {Role.REPORTER: _LIBRARY, Role.EDITOR: _LIBRARY, Role.APPROVER: _LIBRARY}
_TERMS = tuple(f"{verb}_{model}" for verb in ("add", "change", "view") for model in ("region", "topic"))
_MODELS = {
    Role.REPORTER: ("access_admin",),
    Role.EDITOR: ("access_admin", *_TERMS),
    Role.APPROVER: ("access_admin", *_TERMS),
    Role.OPERATOR: ("access_admin",),
    Role.ANALYST: ("access_admin",),
}


@transaction.atomic
def set_up_site(*, by: User | None, name: str, hostname: str, port: int) -> FrontPage:
    """The front page with its stories and people below it, and the roles' rights on them; again, it changes nothing.

    `by` is None only while the newsroom is being founded. `hostname` and `port` are those of the public site.
    """
    if by is not None:
        require(by=by, permission=Permission.CHANGE_SETTINGS)
    front = FrontPage.objects.first() or _first_front(name)
    if not StoryIndexPage.objects.exists():
        front.add_child(instance=StoryIndexPage(title=_("Stories"), slug="stories"))
    if not PeopleIndexPage.objects.exists():
        front.add_child(instance=PeopleIndexPage(title=_("People"), slug="people"))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"site_name": name, "hostname": hostname, "port": port, "root_page": front},
    )
    _remove_welcome_page(front)
    _grant(front)
    audit(by=by, verb="site set up", about=front)
    return FrontPage.objects.get(pk=front.pk)


def _first_front(name: str) -> FrontPage:
    root = Page.get_first_root_node()
    slug = "home" if not root.get_children().filter(slug="home").exists() else "front"
    return root.add_child(instance=FrontPage(title=name, slug=slug))


def _remove_welcome_page(front: FrontPage) -> None:
    """Wagtail's first migration makes a page that says welcome; a newsroom has no use for it."""
    for page in Page.objects.filter(depth=2).exclude(pk=front.pk):
        if type(page.specific) is Page and not page.get_children().exists():
            page.delete()


def _grant(front: Page) -> None:
    files = Collection.get_first_root_node()
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role.value)
        for permission in _django_permissions("wagtailcore", _PAGES.get(role, ())):
            GroupPagePermission.objects.get_or_create(group=group, page=front, permission=permission)
        for permission in _django_permissions(None, _FILES.get(role, ())):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=files, permission=permission)
        group.permissions.add(*_django_permissions(None, _MODELS.get(role, ())))


def _django_permissions(app: str | None, codenames: tuple[str, ...]) -> list[DjangoPermission]:
    """Wagtail's permissions by code name. Those of photos and documents hang on Wagtail's own models."""
    apps = [app] if app else ["wagtailimages", "wagtaildocs", "wagtailadmin", "stories"]
    return list(DjangoPermission.objects.filter(codename__in=codenames, content_type__app_label__in=apps))
