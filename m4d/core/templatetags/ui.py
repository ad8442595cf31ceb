"""The frame of a page: style sheet, icons, addresses of static files, menus, languages."""

from django import template
from django.conf import settings
from django.http import QueryDict
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_bidi

from m4d.core.ui import forms, frame, icons, look

register = template.Library()

LOCAL = " data-local="
LOCAL_TIME = '<script type="module" src="%s"></script>'


@register.simple_tag(takes_context=True, name="look")
def look_tag(context):
    """The style sheet: inside the page on a first visit, linked afterwards."""
    request = context.get("request")
    sheet = look.sheet_for(look.wants_face(request, get_language() or settings.LANGUAGE_CODE))
    if look.wants_inline(request):
        return mark_safe(f"<style>{sheet.text}</style>")  # noqa: S308 - our own files
    return mark_safe(f'<link rel="stylesheet" href="/look/{sheet.digest}.css">')  # noqa: S308


@register.simple_tag
def asset(path):
    """The address of a static file, to be kept for ever."""
    return look.asset_url(path)


asset.is_fixed = True


@register.simple_tag
def icon(name):
    """The drawing that stands next to a word."""
    return icons.icon(name)


# See core.ui.folding: what these say rests on nothing but their words.
icon.is_fixed = True


class WithSprite(template.Node):
    """Renders what it holds, then adds the symbols of the icons found in it, and the script of the times in it."""

    holds_only = True

    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        html = self.nodelist.render(context)
        clock = LOCAL_TIME % look.asset_url("core/js/local-time.js") if LOCAL in html else ""
        return html + icons.sprite(html) + clock


@register.tag
def withsprite(parser, token):
    """{% withsprite %} … {% endwithsprite %} around the body of a page."""
    nodelist = parser.parse(("endwithsprite",))
    parser.delete_first_token()
    return WithSprite(nodelist)


@register.simple_tag(takes_context=True)
def masthead(context):
    """The head of the page."""
    return frame.masthead(
        context.get("request"),
        get_language(),
        person=context.get("person"),
        token=context.get("csrf_token", ""),
        paths=context.get("page_paths"),
    )


@register.simple_tag(takes_context=True)
def footer(context):
    """The end of the page."""
    return frame.footer(context.get("request"), get_language(), paths=context.get("page_paths"))


@register.simple_tag(takes_context=True)
def alternates(context):
    """This page in the other languages, for search engines."""
    return frame.alternates(context.get("request"), context.get("page_paths"))


@register.simple_tag(takes_context=True)
def sign_in_path(context):
    """Where to sign in, in the language of this page and back to it."""
    return frame.sign_in_path(context.get("request"), get_language())


@register.filter
def control(field):
    """The input of a bound field in our markup: class, direction, and what a screen reader needs."""
    widget = field.field.widget
    attrs = {}
    kind = getattr(widget, "input_type", "")
    if kind not in ("checkbox", "radio", "file", "hidden"):
        attrs["class"] = f"{widget.attrs.get('class', '')} input".strip()
    if "dir" not in widget.attrs:
        if kind in ("email", "url", "number", "tel"):
            attrs["dir"] = "ltr"
        elif (kind in ("text", "search") or "textarea" in getattr(widget, "template_name", "")) and (
            field.value() or not get_language_bidi()
        ):
            # An empty "auto" field would begin on the left of an Arabic page.
            attrs["dir"] = "auto"
    if "data-words" in widget.attrs:
        attrs["aria-describedby"] = " ".join(filter(None, [field.aria_describedby, f"{field.auto_id}_count"]))
        attrs["data-count"] = f"{field.auto_id}_count"
    return field.as_widget(attrs=attrs)


@register.filter
def is_checkbox(field):
    """Whether this field is a single box to tick."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.filter
def is_search(field):
    """Whether this field takes words to look for: it stands before the filters, which fold on a phone."""
    return getattr(field.field.widget, "input_type", "") == "search"


@register.filter
def chosen_in(form):
    """How many filters of this form are in use, its search field aside."""
    return sum(bool(field.value()) for field in form.visible_fields() if not is_search(field))


@register.simple_tag
def filters_word(chosen):
    """The word on the folded filters, with how many are in use: "Filters (2)"."""
    return forms.filters_word(chosen)


@register.filter
def first_control(field):
    """The id that a link to this field must name: its control, or the first of its choices."""
    if field.use_fieldset:
        first = next(iter(field.subwidgets), None)
        return first.id_for_label if first is not None else field.auto_id
    return field.id_for_label


@register.filter
def words_limit(attrs):
    """How many words a text may have, where its widget says so with `data-words`."""
    return int(attrs.get("data-words", 0) or 0)


@register.simple_tag
def look_plain():
    """The style sheet inside the page, asking nothing of request or database: for the page of last resort."""
    return mark_safe(f"<style>{look.sheet_for(False).text}</style>")  # noqa: S308 - our own files


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The query of this page with some parameters changed; an empty value takes one out, and so does overlength."""
    request = context.get("request")
    params = QueryDict(mutable=True)
    for name, values in request.GET.lists() if request is not None else ():
        params.setlist(name, [value for value in values if len(value) <= frame.LONGEST_QUERY])
    for name, value in changes.items():
        if value in ("", None):
            params.pop(name, None)
        else:
            params[name] = value
    return f"?{params.urlencode()}"
