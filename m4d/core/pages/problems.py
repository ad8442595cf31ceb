"""Refusals and failures as programs read them: problem details (RFC 9457), with the same sentences as for people."""

from http.client import responses

from django.http import JsonResponse

PROBLEM = "application/problem+json"
"""The one media type of everything that the API refuses."""


def for_programs(request) -> bool:
    """Whether a program asked: a page with menus would be nothing to it."""
    return request.path.startswith("/api/")


def problem(status: int, reasons: list[str], **more) -> JsonResponse:
    """A refusal in sentences; programs read the status, people the `detail`."""
    about = {"type": "about:blank", "title": responses[status], "status": status, "detail": " ".join(reasons)}
    return JsonResponse({**about, "reasons": reasons, **more}, status=status, content_type=PROBLEM)
