"""Names of places with their language, and the line between two of them."""

from django import template
from django.utils.translation import get_language

from m4d.core.ui import line
from m4d.places import queries

register = template.Library()


@register.simple_tag
def place_name(territory, language=None):
    """The name of a territory for the reader, marked with the language it is written in."""
    language = language or get_language() or "en"
    return queries.named(territory.name_in(language), territory.language_of_name(language), language)


@register.simple_tag
def span_of(corridor, language=None, upright=True):
    """A corridor as two names and its line, whose style says how sure the strongest statement is."""
    return line.span(
        place_name(corridor.origin, language),
        place_name(corridor.destination, language),
        corridor.level,
        upright=upright,
    )


class KeptNode(template.Node):
    """A part of a page that is made once for all who read the same."""

    holds_only = True

    def __init__(self, name, keeper, same, nodelist):
        self.name, self.keeper, self.same, self.nodelist = name, keeper, same, nodelist

    def render(self, context):
        keeper = self.keeper.resolve(context)
        if not keeper:
            return self.nodelist.render(context)
        return queries.parts.get(keeper, self.name, lambda: self.made(context))

    def made(self, context):
        """The part made anew, or where it is only said to have changed, as it was made of the same values."""
        if self.same is None:
            return self.nodelist.render(context)
        return queries.parts.get(self.same.resolve(context), self.name, lambda: self.nodelist.render(context))


@register.tag
def kept(parser, token):
    """`{% kept figures own %} ... {% endkept %}`: the part named figures, kept as the Keeper in `own` says.

    Without a Keeper (a page for those who may change it) the part is made anew. `{% kept figures own same_figures %}`
    asks a second one, made of what the part shows (see `sign_of`), where the first no longer holds.
    """
    _tag, name, keeper, *same = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name, parser.compile_filter(keeper), parser.compile_filter(*same) if same else None, nodelist)
