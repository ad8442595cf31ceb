"""What the roles of the network may do on the staff side, as rights of the groups of the same name."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from m4d.accounts.choices import Role

# Each role, and the model permissions ("app.codename") it has on the staff side.
_EDITING = (
    "wagtailadmin.access_admin",
    "front.view_menu",
    "front.add_menu",
    "front.change_menu",
    "wagtail_localize.submit_translation",
)
_VOCABULARIES = ("vocabulary.view_term", "vocabulary.add_term", "vocabulary.change_term")
_JOURNAL = ("activity.view_entry",)
_WORK = ("jobs.view_job",)
RIGHTS = {
    Role.EDITOR: _EDITING,
    Role.PROGRAMME: (*_EDITING, *_VOCABULARIES, *_JOURNAL),
    Role.MODERATOR: ("wagtailadmin.access_admin", *_JOURNAL),
    Role.ADMIN: (*_EDITING, *_VOCABULARIES, *_JOURNAL, *_WORK),
    Role.DATA_PROTECTION: ("wagtailadmin.access_admin", *_JOURNAL),
}
_PERMISSIONS_FROM = (
    "front", "vocabulary", "activity", "jobs", "wagtail_localize", "wagtailcore", "wagtailimages", "wagtaildocs",
)  # fmt: skip
_PAGES = {Role.EDITOR, Role.PROGRAMME, Role.ADMIN}
_PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "unlock_page", "lock_page")


@transaction.atomic
def settle_staff_rights() -> None:
    """Give each group what its role needs, and nothing else of these; may run any number of times."""
    for label in (
        "front",
        "vocabulary",
        "activity",
        "jobs",
        "wagtail_localize",
        "wagtailcore",
        "wagtailimages",
        "wagtaildocs",
    ):
        create_permissions(apps.get_app_config(label), verbosity=0)
    _admin_permission()
    ours = {name for names in RIGHTS.values() for name in names}
    known = {f"{app}.{code}": pk for pk, app, code in _permissions(ours)}
    root = Page.get_first_root_node()
    collection = Collection.get_first_root_node()
    for role, names in RIGHTS.items():
        group, _made = Group.objects.get_or_create(name=role.value)
        group.permissions.remove(*[pk for name, pk in known.items() if name not in names])
        group.permissions.add(*[known[name] for name in names if name in known])
        if role in _PAGES:
            _open_pages(group, root)
            _open_files(group, collection)


def _permissions(names):
    found = Permission.objects.filter(codename__in=[name.split(".")[1] for name in names])
    return found.values_list("pk", "content_type__app_label", "codename")


def _admin_permission() -> None:
    """Wagtail makes it in a migration; a database made without migrations has none yet."""
    kind, _made = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    Permission.objects.get_or_create(
        content_type=kind, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )


def _open_pages(group, root) -> None:
    if root is None:
        return
    kind = ContentType.objects.get_for_model(Page)
    for permission in Permission.objects.filter(content_type=kind, codename__in=_PAGE_RIGHTS):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _open_files(group, collection) -> None:
    """Pictures and documents: add, change and choose."""
    if collection is None:
        return
    # Wagtail asks for the rights of its own models, whatever class stands in for them.
    wanted = Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"),
        codename__in=[f"{verb}_{model}" for verb in ("add", "change", "choose") for model in ("image", "document")],
    )
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
