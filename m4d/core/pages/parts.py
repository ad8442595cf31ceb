"""What a page answers after a form was handed in."""

from django.shortcuts import redirect, render


def after_post(request, *, to, page: str = "", part: str = "", context: dict | None = None):
    """The changed part for htmx, a redirect to `to` (address or thing) for everybody else."""
    if page and getattr(request, "htmx", False):
        return render(request, f"{page}#{part}", context)
    response = redirect(to)
    response.status_code = 303
    return response
