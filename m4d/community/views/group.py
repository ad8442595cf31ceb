"""Groups: the list, one group, its members, who reads it, and what is found in it."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from m4d.activity import queries as activity
from m4d.catalogue import queries as catalogue
from m4d.core.pages import after_post, public_page
from m4d.core.verdicts import Refusal

from .. import actions, forms, policies, queries
from ..choices import Access, GroupRole
from ..models import Group, Membership
from .composing import or_404, show_refusal, status_of
from .topic import in_its_language, trail


@public_page("community-groups")
def group_list(request):
    """Discuss: the groups, and where somebody wrote last."""
    page = queries.groups_listed(request.user, request)
    context = {
        "page": page,
        "newest": queries.newest_topics(request.user),
        "may_open": bool(request.user.is_authenticated and policies.may_open_group(request.user)),
    }
    if request.user.is_authenticated:
        context["own"] = queries.own_groups(request.user)
        context["sees_health"] = bool(policies.may_see_health(request.user))
        context["drafts"] = len(queries.drafts_of(request.user))
    return render(request, "community/group_list.html", context)


@public_page("catalogue:topic", "vocabulary")
def topic_list(request):
    """Topics of every group that is open to the reader, by theme and language."""
    return render(request, "community/topic_list.html", {"listing": catalogue.listing(request, kind="topic")})


def _group(request, slug) -> Group:
    return or_404(queries.group_page(request.user, slug))


def group_detail(request, slug):
    """One group and its topics, the one that somebody wrote in last first."""
    return public_page(f"group-{slug}", f"access-of-group-{slug}")(_group_detail)(request, slug)


def _group_detail(request, slug):
    group, person = _group(request, slug), request.user
    standing = queries.standing_in(person, group)
    reads = not group.is_closed or standing.is_member
    context = {
        "group": group,
        "standing": standing,
        "reads": reads,
        "trail": [(_("Discuss"), reverse("community:group_list")), (in_its_language(group.name, group.language), "")],
        "access": Access(group.access).label,
        "is_archive": "archived" in request.GET,
    }
    if reads:
        context["page"] = queries.topics_listed(group, request)
    if person.is_authenticated:
        tends = policies.is_steward(person, group, standing)
        may_start = reads and bool(policies.may_start_topic(person, group, standing))
        context |= {
            "may_join": policies.may_join(person, group, standing),
            "joins_at_once": policies.joins_at_once(person, group),
            "may_start": may_start,
            "address": actions.topic_address(group, person) if may_start else "",
            "may_see_members": bool(policies.may_see_members(person, group, standing)),
            "tends": tends,
            "waiting": queries.requests_for(group).count() if tends and group.is_closed else 0,
            "follows": activity.is_following(person, group),
            "ask": forms.AskForm(auto_id="community-ask-%s"),
        }
    return render(request, "community/group_detail.html", context)


def group_search(request, slug):
    """What the posts of this group say about some words."""
    group = or_404(queries.group_to_read(request.user, slug))
    typed = request.GET.get("q", "")[:200]
    found, older = queries.found_inside(group, typed, before=request.GET.get("before", ""))
    who = queries.speakers({row["id"]: row["author_id"] for row in found}, request.user)
    rows = [row | {"who": who.get(row["id"])} for row in found]
    context = {"group": group, "typed": typed, "rows": rows, "older": older,
               "trail": trail(group, (_("Search in this group"), ""))}  # fmt: skip
    return render(request, "community/group_search.html", context)


@login_required
def group_creation(request):
    """Open a group."""
    policies.may_open_group(request.user).or_refuse()
    form = forms.OpeningForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if form.is_valid():
        try:
            group = actions.open_group(by=request.user, access=form.cleaned_data["access"], at=now(), **form.values())
            return after_post(request, to=group)
        except Refusal as refusal:
            show_refusal(form, refusal)
    steps = [(_("Discuss"), reverse("community:group_list")), (_("Open a group"), "")]
    context = {"form": form, "trail": steps, "heading": _("Open a group"), "label": _("Open the group"),
               "lead": _("A group is for people who work on the same thing. You look after it.")}  # fmt: skip
    return render(request, "community/form.html", context, status=status_of(form))


@login_required
def group_edit(request, slug):
    """Change what a group is called and what it is for."""
    group = _group(request, slug)
    policies.may_amend_group(request.user, group).or_refuse()
    start = {
        name: getattr(group, name) for name in ("name", "purpose", "language", "themes", "email_domain", "version")
    }
    form = forms.GroupForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            actions.amend_group(
                group, by=request.user, version=form.cleaned_data["version"] or 0, values=form.values(), at=now()
            )
            return after_post(request, to=group)
        except actions.Changed as changed:
            stored = {name: getattr(changed.thing, name) for name in form.values()}
            form.compare(stored, version=changed.thing.version)
        except Refusal as refusal:
            show_refusal(form, refusal)
    context = {"form": form, "trail": trail(group, (_("Change the group"), "")), "heading": _("Change the group"),
               "label": _("Save")}  # fmt: skip
    return render(request, "community/form.html", context, status=status_of(form))


@login_required
def group_access(request, slug):
    """Change who reads a group: first what that would show or take away, then the change."""
    group = _group(request, slug)
    policies.may_amend_group(request.user, group).or_refuse()
    asked = request.POST.get("access") or request.GET.get("access", "")
    wanted = asked if asked in Access.values and asked != group.access else ""
    form = forms.AccessForm(initial={"access": asked if asked in Access.values else group.access})
    if request.method == "POST" and wanted and request.POST.get("seen") == f"{group.access}-{wanted}":
        actions.change_access(group, by=request.user, access=wanted, at=now())
        return after_post(request, to=group)
    context = {"group": group, "form": form, "trail": trail(group, (_("Who reads it"), "")),
               "changes": queries.changes_of(group)[:20], "wanted": wanted,
               "now_read_by": Access(group.access).label}  # fmt: skip
    if wanted:
        exposed = queries.exposure_of(group, wanted)
        context |= {"exposed": exposed, "wanted_label": Access(wanted).label, "seen": f"{group.access}-{wanted}",
                    "names": queries.bylines(exposed.names, request.user).values()}  # fmt: skip
    return render(request, "community/group_access.html", context)


@login_required
@require_POST
def group_membership(request, slug):
    """Join a group or ask to; with `stop`, leave it."""
    group = _group(request, slug)
    if request.POST.get("stop"):
        actions.leave_group(group, by=request.user, at=now())
        to = reverse("community:group_list") if group.is_secret else group
        return after_post(request, to=to)
    actions.join_group(group, by=request.user, text=request.POST.get("text", ""), at=now())
    return after_post(request, to=group)


@login_required
def group_members(request, slug):
    """Who belongs to a group; facilitators answer who asked, and add people."""
    group, person = _group(request, slug), request.user
    standing = queries.standing_in(person, group)
    policies.may_see_members(person, group, standing).or_refuse()
    tends = policies.is_steward(person, group, standing)
    form = forms.MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = queries.people_by_slug([form.cleaned_data["person"]])
        try:
            actions.add_member(group, by=person, person=found[0] if found else None, at=now())
            return after_post(request, to=request.path)
        except Refusal as refusal:
            show_refusal(form, refusal)
    members = list(queries.members_of(group)[:500])
    waiting = list(queries.requests_for(group)[:100]) if tends else []
    who = queries.bylines([row.person_id for row in [*members, *waiting]], person)
    context = {
        "group": group, "tends": tends, "form": form, "trail": trail(group, (_("Members"), "")),
        "members": [(row, who.get(row.person_id)) for row in members],
        "waiting": [(row, who.get(row.person_id)) for row in waiting],
        "facilitator": GroupRole.FACILITATOR.value,
    }  # fmt: skip
    return render(request, "community/group_members.html", context, status=status_of(form))


@login_required
@require_POST
def group_member(request, slug, pk):
    """Answer somebody who asked to join, or say what a member does in the group."""
    group = _group(request, slug)
    membership = get_object_or_404(Membership, pk=pk, group=group, left_at=None)
    if "role" in request.POST:
        actions.name_facilitator(membership, by=request.user, role=request.POST["role"], at=now())
    else:
        actions.answer_request(membership, by=request.user, granted=request.POST.get("answer") == "yes", at=now())
    return after_post(request, to=reverse("community:group_members", args=[group.slug]))


@login_required
@require_POST
def group_archive(request, slug):
    """Archive the ticked topics."""
    group = _group(request, slug)
    numbers = [int(one) for one in request.POST.getlist("topic") if one.isdecimal() and len(one) < 18]
    actions.archive_topics(group, numbers, by=request.user, at=now())
    return after_post(request, to=group)
