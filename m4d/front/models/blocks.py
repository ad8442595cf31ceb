"""The few blocks that pages are made of."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from ..choices import SECTIONS

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "blockquote"]


class PictureBlock(blocks.StructBlock):
    """A picture with what it says; the words for people who do not see it belong to the picture."""

    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "front/blocks/picture.html"


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    note = blocks.CharBlock(label=_("What it is"), max_length=250, required=False)

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "front/blocks/file.html"


class FactBlock(blocks.StructBlock):
    term = blocks.CharBlock(label=_("Name"), max_length=120)
    answer = blocks.TextBlock(label=_("Explanation"), max_length=1_000, rows=3)


class FactsBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(FactBlock(), **kwargs)

    class Meta:
        icon = "list-ul"
        label = _("Names and explanations")
        template = "front/blocks/facts.html"


class BodyBlock(blocks.StreamBlock):
    """The body of an ordinary page."""

    text = blocks.RichTextBlock(label=_("Text"), features=FEATURES, template="front/blocks/text.html")
    facts = FactsBlock()
    notice = blocks.TextBlock(label=_("Notice"), max_length=600, rows=3, template="front/blocks/notice.html")
    picture = PictureBlock()
    file = FileBlock()


class QuestionBlock(blocks.StructBlock):
    """A question people come with, and the theme of the catalogue that answers it."""

    question = blocks.CharBlock(label=_("Question"), max_length=160)
    theme = blocks.CharBlock(
        label=_("Theme"),
        max_length=60,
        help_text=_("Code of a theme in the vocabularies. The question opens what is on the site under it."),
    )
    note = blocks.CharBlock(label=_("For whom"), max_length=120, required=False)

    class Meta:
        icon = "help"
        label = _("Question")


class BeginningBlock(blocks.StructBlock):
    """One of the projects that it started with."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=300, rows=2)
    project = blocks.CharBlock(label=_("Address of the project"), max_length=120, help_text=_("The last part of it."))

    class Meta:
        icon = "history"
        label = _("Project it started with")


class SectionBlock(blocks.ChoiceBlock):
    choices = [(code, section.label) for code, section in SECTIONS.items()]


class LinkBlock(blocks.StructBlock):
    """An address with its words in each language; a language without words does not show the link."""

    address = blocks.CharBlock(label=_("Address"), max_length=300, help_text=_("Begins with / or https://"))
    en = blocks.CharBlock(label="English", max_length=60, required=False)
    fr = blocks.CharBlock(label="Français", max_length=60, required=False)
    es = blocks.CharBlock(label="Español", max_length=60, required=False)
    ar = blocks.CharBlock(label="العربية", max_length=60, required=False)

    def clean(self, value):
        cleaned = super().clean(value)
        if not cleaned["address"].startswith(("/", "https://")) or cleaned["address"].startswith("//"):
            raise ValidationError(
                _("Check the address."),
                params={"address": [_("Begin the address with / for this site or https:// for another one.")]},
            )
        return cleaned

    class Meta:
        icon = "link"
        label = _("Other address")


class LinesBlock(blocks.StreamBlock):
    """The lines of a menu."""

    section = SectionBlock(label=_("Part of the site"), icon="folder-open-inverse")
    page = blocks.PageChooserBlock(label=_("Page"), page_type=["front.StandardPage"])
    link = LinkBlock()


class HeadingBlock(blocks.StructBlock):
    """A titled list in the footer."""

    en = blocks.CharBlock(label="English", max_length=60)
    fr = blocks.CharBlock(label="Français", max_length=60)
    es = blocks.CharBlock(label="Español", max_length=60)
    ar = blocks.CharBlock(label="العربية", max_length=60)
    lines = LinesBlock(label=_("Lines"))

    class Meta:
        icon = "list-ul"
        label = _("Titled list")
