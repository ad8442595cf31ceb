"""Templates made ready for one language: what is the same for all its readers is worked out once.

Of the hundred and fifty pieces of a page, a hundred never change: translated sentences, addresses of menus, which
block of which parent they stand in. Putting them together anew took half the time of a page. So each template is kept
once more for each language, with its parents joined to it and its fixed pieces as plain text. It says the same as
before: whatever is not known to be fixed is left as it is.
"""

from copy import copy

from django.template.backends.django import DjangoTemplates
from django.template.backends.django import Template as Rendered
from django.template.base import Node, NodeList, Template, TextNode, VariableNode
from django.template.context import Context
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode, URLNode, WithNode
from django.template.exceptions import TemplateDoesNotExist
from django.template.library import SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.i18n import TranslateNode
from django.urls import NoReverseMatch
from django.utils.translation import get_language

# Tags that only render what they hold; those of a room say so by the same attribute.
CONTAINERS = (ForNode, IfNode, WithNode)


class Folding(DjangoTemplates):
    """Django's templates, each made ready for the reader's language when it is first wanted."""

    def get_template(self, template_name):
        """As Django finds it."""
        return Ready(super().get_template(template_name).template, self)


class Ready(Rendered):
    """A template that stands for itself in each language."""

    def __init__(self, whole, backend):
        self.whole, self.backend = whole, backend

    @property
    def template(self):
        """The template for the language of now."""
        return folded(self.whole, get_language())

    @property
    def origin(self):
        """Where the template comes from."""
        return self.whole.origin


class Block(Node):
    """What stands in a block: names that are set in it end with it."""

    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        """The pieces one after the other."""
        with context.push():
            return self.nodelist.render(context)


class Included:
    """The template that a tag includes, ready for a language once it is needed."""

    def __init__(self, engine, name, language):
        self.engine, self.name, self.language = engine, name, language

    def resolve(self, context):
        """What the tag asks of the name in it."""
        return folded(self.engine.get_template(self.name), self.language)


def folded(template, language):
    """The template made ready for a language; itself where it holds something that cannot be joined."""
    if type(template) is not Template:
        # A part of a template, see django-template-partials.
        return template
    kept = template.__dict__.setdefault("ready", {})
    if language not in kept:
        kept[language] = _fold(template, language) or template
    return kept[language]


def _fold(template, language):
    try:
        root, blocks = _joined(template)
    except TemplateDoesNotExist:
        # Rendering it will tell.
        return None
    if root is None:
        return None
    made = copy(template)
    made.nodelist = _nodes(root.nodelist, blocks, template.engine, language)
    return None if made.nodelist.get_nodes_by_type((BlockNode, ExtendsNode)) else made


def _joined(template):
    """The outermost parent and, by name, the blocks that stand in it; None where a parent is not named outright."""
    blocks: dict[str, BlockNode] = {}
    seen = {template.name}
    while parents := [node for node in template.nodelist if isinstance(node, ExtendsNode)]:
        name = _constant(parents[0].parent_name)
        if name is None or name in seen:
            return None, {}
        blocks = {**parents[0].blocks, **blocks}
        seen.add(name)
        template = template.engine.get_template(name)
    return template, blocks


def _constant(expression):
    """The value that an expression of a template always has: a word in quotes; None for anything else."""
    if getattr(expression, "filters", None):
        return None
    value = getattr(expression, "var", expression)
    value = getattr(value, "literal", value)
    return value if isinstance(value, str) else None


def _nodes(nodes, blocks, engine, language) -> NodeList:
    made = NodeList()
    for node in nodes:
        for piece in _pieces(node, blocks, engine, language):
            if isinstance(piece, TextNode) and made and isinstance(made[-1], TextNode):
                made[-1] = TextNode(made[-1].s + piece.s)
            else:
                made.append(piece)
    return made


def _pieces(node, blocks, engine, language):
    """One node as it stands in the ready template: none, one, or several."""
    if isinstance(node, BlockNode):
        inside = _nodes(blocks.get(node.name, node).nodelist, blocks, engine, language)
        # Text sets no names, so it needs no block around it.
        return inside if all(isinstance(piece, TextNode) for piece in inside) else [_as(node, Block(inside))]
    if isinstance(node, IncludeNode):
        name = _constant(node.template)
        if name is None or name.startswith("."):
            return [node]
        made = copy(node)
        made.template = Included(engine, name, language)
        return [made]
    if isinstance(node, IfNode):
        made = copy(node)
        made.conditions_nodelists = [
            (condition, _nodes(nodelist, blocks, engine, language))
            for condition, nodelist in node.conditions_nodelists
        ]
        return [made]
    if isinstance(node, CONTAINERS) or getattr(node, "holds_only", False):
        made = copy(node)
        for name in node.child_nodelists:
            if (inside := getattr(node, name, None)) is not None:
                setattr(made, name, _nodes(inside, blocks, engine, language))
        return [made]
    text = _fixed(node)
    return [node] if text is None else [_as(node, TextNode(text))] if text else []


def _fixed(node) -> str | None:
    """What a node says to every reader of the language of now; None where that depends on the page."""
    if type(node) is TextNode:
        return node.s
    if isinstance(node, LoadNode | CommentNode):
        return ""
    if isinstance(node, VariableNode) or getattr(node, "asvar", None) or getattr(node, "target_var", None):
        return None
    if type(node) is TranslateNode:
        is_fixed = _constant(node.filter_expression) is not None
        is_fixed = is_fixed and (node.message_context is None or _constant(node.message_context) is not None)
    elif type(node) is URLNode:
        is_fixed = not node.args and not node.kwargs and _constant(node.view_name) is not None
    elif type(node) is SimpleNode:
        is_fixed = getattr(node.func, "is_fixed", False) and all(_constant(arg) is not None for arg in node.args)
    else:
        is_fixed = False
    try:
        return str(node.render(Context())) if is_fixed else None
    except NoReverseMatch:
        return None


def _as(node, piece):
    """The piece with the place in the source that errors are told of."""
    piece.token, piece.origin = node.token, node.origin
    return piece
