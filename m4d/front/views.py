"""Home for visitors and for members, the desk, the message to facilitators, and pages in any language."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, NameEmailSettingsPanel
from wagtail.views import serve

from m4d.core.pages import after_post
from m4d.core.verdicts import Refusal, Verdict

from . import actions, forms, policies, queries


@require_safe
def home(request):
    """What the network is for visitors, "what is new for you" for members."""
    if request.user.is_authenticated:
        return member_home(request)
    return queries.home_page(get_language()).serve_kept(request)


def member_home(request):
    person = request.user
    news, older, newest = queries.news_of(person, request.GET.get("after", ""))
    side = queries.side_of(person, get_language())
    unseen = sum(one.is_new for one in news)
    context = {
        "needs": queries.needs_of(person, side, on=timezone.localdate()),
        "duties": queries.waiting_for(person),
        "older": older,
        "is_first": "after" not in request.GET,
        "news": news,
        "newest": newest,
        "unseen": unseen,
        "may_be_more": bool(older) and unseen == len(news),
        "side": side,
    }
    return render(request, "front/member_home.html", context)


@require_safe
@login_required
def desk(request):
    """Everything that waits for this person, from every room."""
    side = queries.side_of(request.user, get_language())
    own = queries.needs_of(request.user, side, on=timezone.localdate())
    context = {
        "own": own,
        "duties": queries.waiting_for(request.user),
        "may_enter_staff_side": policies.may_enter_staff_side(request.user),
    }
    return render(request, "front/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request):
    """Write to the facilitators, with or without an account."""
    form = forms.MessageForm(request.POST or None, person=request.user)
    network = get_adapter().get_client_ip(request)
    may_write = policies.may_write_to_facilitators(request.user, network=network)
    if request.method == "POST" and form.is_valid():
        try:
            if not form.looks_automatic:
                actions.write_to_facilitators(**form.letter, by=request.user, network=network)
            return after_post(request, to=f"{reverse('front:contact')}?sent=1")
        except Refusal as refusal:
            may_write = Verdict(refusal.reasons)
    context = {"form": form, "may_write": may_write, "sent": request.GET.get("sent") == "1"}
    return render(request, "front/contact.html", context)


@require_safe
def standard_page(request, slug):
    """A page of editors. Where the reader's language is missing, it is shown in its own and says so."""
    page = queries.page_in(get_language(), slug)
    if page is None:
        # Wagtail answers itself: it knows about pages for some people only, and about those that are not there.
        return serve(request, f"{slug}/")
    return page.serve_kept(request)


def staff_sign_in(request):
    """There is one way to sign in, with second factor and rate limits: that of the site."""
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    target = request.GET.get("next", "/manage/")
    asked = urlencode({"next": target if target.startswith("/manage/") else "/manage/"}, safe="/")
    return redirect(f"{reverse('account_login')}?{asked}")


@login_required
def staff_persons(request, rest=""):
    """Joining, roles and leaving have rules of their own, and a page of their own."""
    return redirect("accounts:role_list")


def staff_sign_out(request):
    """The site's own page, which asks before it signs out."""
    return redirect(reverse("account_logout"))


class StaffAccount(AccountView):
    """What somebody sets for the staff side. Name and picture are those of the account and of the profile."""

    def get_panels(self):
        elsewhere = (NameEmailSettingsPanel, AvatarSettingsPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, elsewhere)]


staff_account = never_cache(require_admin_access(StaffAccount.as_view()))
