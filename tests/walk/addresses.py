"""Every address that the site answers, found by asking Django, and those that a walk cannot open by itself."""

from django.urls import URLPattern, URLResolver, get_resolver

# Address name -> why no walk opens it. A row needs a reason that a reader can check.
NOT_WALKED = {
    "account_confirm_email": "opened from a link in a mail; m4d/accounts/tests/test_joining.py",
    "account_reset_password_from_key": "opened from a link in a mail; m4d/accounts/tests/test_signing_in.py",
    "accounts:approval": "takes only POST; m4d/accounts/tests/test_roles.py",
    "accounts:consent": "takes only POST; m4d/accounts/tests/test_data.py",
    "accounts:export_file": "a file that one person asked for; m4d/accounts/tests/test_data.py",
    "accounts:session_ending": "takes only POST; m4d/accounts/tests/test_signing_in.py",
    "accounts:mail_detail": "answers only in a demo; m4d/accounts/tests/test_pages.py",
    "discussions:admission": "offered while a late contribution waits; m4d/discussions/tests/test_summary_pages.py",
    "discussions:delayed_return": "takes only POST; m4d/discussions/tests/test_delayed.py",
    "discussions:draft": "takes only POST; m4d/discussions/tests/test_summary.py",
    "discussions:draft_saving": "takes only POST; m4d/discussions/tests/test_composing.py",
    "discussions:endorsement": "offered while a summary waits for it; m4d/discussions/tests/test_summary_pages.py",
    "discussions:follow_up": "offered beside a published summary; m4d/discussions/tests/test_summary_pages.py",
    "discussions:objection": "offered while a summary is in endorsement; m4d/discussions/tests/test_summary_pages.py",
    "discussions:opening": "takes only POST; m4d/discussions/tests/test_opening.py",
    "discussions:paragraph_place": "takes only POST; m4d/discussions/tests/test_summary.py",
    "discussions:question_removal": "takes only POST; m4d/discussions/tests/test_pages.py",
    "discussions:scheduling": "takes only POST; m4d/discussions/tests/test_pages.py",
    "discussions:seconding": "takes only POST; m4d/discussions/tests/test_pages.py",
    "discussions:settlement": "offered while a summary is in endorsement; m4d/discussions/tests/test_summary.py",
    "discussions:useful": "takes only POST; m4d/discussions/tests/test_pages.py",
    "discussions:moderator_list": "offered on one that is being prepared; m4d/discussions/tests/test_pages.py",
    "discussions:question_new": "offered on one that is being prepared; m4d/discussions/tests/test_pages.py",
    "discussions:set_up": "offered on one that is being prepared; m4d/discussions/tests/test_pages.py",
    "discussions:veil_request": "offered beside words under a pseudonym; m4d/discussions/tests/test_pseudonym.py",
    "discussions:withdrawal": "offered beside one's own words; m4d/discussions/tests/test_pages.py",
    "discussions:veil_detail": "nobody asked who is behind a pseudonym here; m4d/discussions/tests/test_pseudonym.py",
    "community:attachment_removal": "takes only POST; m4d/community/tests/test_attachments.py",
    "community:draft_removal": "takes only POST; m4d/community/tests/test_pages.py",
    "community:post_answer": "a button of a form of the page; m4d/community/tests/test_pages.py",
    "community:post_bookmark": "a button of a form of the page; m4d/community/tests/test_pages.py",
    "community:post_history": "offered to the author of a changed post; m4d/community/tests/test_pages.py",
    "community:post_useful": "a button of a form of the page; m4d/community/tests/test_pages.py",
    "community:draft_saving": "sent by the page while somebody types; m4d/community/tests/test_pages.py",
    "community:topic_place": "redirects; leads on where posts were moved; m4d/community/tests/test_hygiene.py",
    "community:group_search": "a search form leads there; m4d/community/tests/test_pages.py",
    "community:poll_vote": "takes only POST, offered where there is a poll; m4d/community/tests/test_polls.py",
    "community:topic_newer": "asked by the page while somebody reads; m4d/community/tests/test_pages.py",
    "activity:follow_change": "takes only POST, offered for what one follows; m4d/activity/tests/test_wishes.py",
    "activity:mail_confirmation": "opened from a link in a mail; m4d/activity/tests/test_receiving.py",
    "activity:mail_events": "answers a mail provider; m4d/activity/tests/test_webhooks.py",
    "activity:mail_resumption": "takes only POST, offered where mail pauses; m4d/activity/tests/test_receiving.py",
    "activity:mail_stop": "opened from a link in a mail; m4d/activity/tests/test_wishes.py",
    "activity:mail_webhook": "answers a mail provider; m4d/activity/tests/test_webhooks.py",
    "catalogue:api:api-root": "answers programs; m4d/catalogue/tests/test_api.py",
    "catalogue:api:listed": "answers programs; m4d/catalogue/tests/test_api.py",
    "catalogue:api:one": "answers programs; m4d/catalogue/tests/test_api.py",
    "catalogue:sitemap_part": "answers programs; m4d/catalogue/tests/test_pages.py",
    "core:unsent_form": "belongs to a form that one browser could not send; m4d/people/tests/test_unsent.py",
    "languages:machine_request": "offered only where an engine is on; m4d/languages/tests/test_pages.py",
    "languages:version_confirmation": "takes only POST; m4d/languages/tests/test_pages.py",
    "mfa_edit_webauthn": "belongs to a key that only a browser can make; m4d/accounts/tests/test_passkeys.py",
    "mfa_remove_webauthn": "belongs to a key that only a browser can make; m4d/accounts/tests/test_passkeys.py",
    "moderation:closed_appeal": "opened from a link in a mail; m4d/moderation/tests/test_sanctions.py",
    "moderation:sanction_lifting": "takes only POST, where a sanction holds; m4d/moderation/tests/test_sanctions.py",
    "moderation:sweep_detail": "after a moderator hid everything of somebody; m4d/moderation/tests/test_sweeps.py",
    "moderation:sweep_undoing": "takes only POST; m4d/moderation/tests/test_sweeps.py",
    "media": "answers files; opened where a page shows a picture, tested in the rooms that keep files",
    "ready": "answers for machines and asks for a worker; tests/operations/test_doctor.py",
    "people:admin_naming": "takes only POST; m4d/people/tests/test_leaving_page.py",
    "people:holding_refusal": "offered while a mandate waits, which none does here; m4d/people/tests/test_refusal.py",
    "people:holding_verification": "takes only POST, offered while a mandate waits; m4d/people/tests/test_staff.py",
    "people:mandate_renewal": "takes only POST, once a mandate has ended; m4d/people/tests/test_mandate_renewed.py",
    "people:territory_seat_detail": "no starter place has a seat of its own; m4d/people/tests/test_kept.py",
    "wagtail_serve": "every page of editors has its own address; m4d/front/tests/test_pages.py",
    "wagtailcore_login": "the site's own way to sign in stands before it",
    "wagtailcore_authenticate_with_password": "for pages with a password, which starter content has none of",
    "root": "redirects; tests/test_addresses.py::test_the_root_leads_to_the_visitors_language",
}

# Whole areas of other programs below our own pages; their entrances are walked.
FOREIGN = (
    "manage/",
    "documents/",
    "accounts/oidc/",
    "accounts/3rdparty/",
    "accounts/social/",
    "__debug__/",
    "_util/",
    "django-rq/",
)


def every_address() -> dict[str, str]:
    """Each named address of the site with its pattern: {"people:person_detail": "<lang>/people/<slug>/"}."""
    found: dict[str, str] = {}

    def collect(patterns, prefix: str, namespace: str):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                inner = ":".join(part for part in (namespace, pattern.namespace) if part)
                collect(pattern.url_patterns, route, inner)
            elif isinstance(pattern, URLPattern) and not route.startswith(FOREIGN):
                name = ":".join(part for part in (namespace, pattern.name) if part)
                found[name or route] = route

    collect(get_resolver().url_patterns, "", "")
    return found
