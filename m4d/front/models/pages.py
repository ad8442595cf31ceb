"""Pages that editors compose: the home page and ordinary pages."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from m4d.core.pages import public_page
from m4d.core.text import direction

from .blocks import BeginningBlock, BodyBlock, QuestionBlock


class SitePage(Page):
    """What both kinds of page share: for visitors they are kept until something on them changes."""

    is_creatable = False

    class Meta:
        abstract = True

    def serve_kept(self, request):
        """The page for everybody, kept as bytes; only for pages without restrictions, which are never kept."""
        return _kept(request, self)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        # A home page that nobody has made yet has no locale; its words are then those of the interface.
        language = self.locale.language_code if self.locale_id else get_language()
        context["written_in"], context["written_direction"] = language, direction(language)
        return context


@public_page("front", "catalogue", "places", "projects")
def _kept(request, page):
    # Made here and not by Django on the way out, so that it can be kept.
    return page.serve(request).render()


class HomePage(SitePage):
    """The words of the home page in one language. Corridors, counts and projects come from the site itself."""

    heading = models.CharField(_("heading"), max_length=80)
    lead = models.TextField(_("first paragraph"), max_length=400)
    ask = models.CharField(_("label of the search field"), max_length=80)
    questions = StreamField([("question", QuestionBlock())], verbose_name=_("questions"), blank=True)
    story_note = models.CharField(_("note beside the story"), max_length=160, blank=True)
    story = models.TextField(_("story in one sentence"), max_length=300, blank=True)
    story_units = models.PositiveSmallIntegerField(
        _("strokes under the story"), default=0, help_text=_("One for each project. None are drawn for 0.")
    )
    beginnings = StreamField([("beginning", BeginningBlock())], verbose_name=_("where it started"), blank=True)
    story_more = RichTextField(_("more of the story"), features=["bold", "italic", "link"], blank=True)
    invitation = models.TextField(_("invitation to take part"), max_length=300)
    invitation_note = models.CharField(_("note beside the button"), max_length=120, blank=True)

    template = "front/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["front.StandardPage"]
    max_count_per_parent = None
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("heading"), FieldPanel("lead"), FieldPanel("ask")], heading=_("Opening")),
        FieldPanel("questions"),
        MultiFieldPanel(
            [
                FieldPanel("story_note"),
                FieldPanel("story"),
                FieldPanel("story_units"),
                FieldPanel("beginnings"),
                FieldPanel("story_more"),
            ],
            heading=_("Where it started"),
        ),
        MultiFieldPanel([FieldPanel("invitation"), FieldPanel("invitation_note")], heading=_("Take part")),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class StandardPage(SitePage):
    """A page of text: about the site, accessibility, personal data, terms, how to reach people."""

    lead = models.TextField(_("first paragraph"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    is_creatable = True
    template = "front/standard_page.html"
    parent_page_types = ["front.HomePage"]
    subpage_types: list[str] = []
    # The address is no text to translate: it is the same in every language (see clean).
    override_translatable_fields = [SynchronizedField("slug")]
    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def clean(self):
        """One page has one address in every language, so that links and the language switch always arrive."""
        super().clean()
        other = (
            StandardPage.objects.filter(translation_key=self.translation_key)
            .exclude(pk=self.pk)
            .exclude(slug=self.slug)
            .values_list("slug", flat=True)
            .first()
        )
        if other:
            message = _("Keep the address “%(slug)s”, which this page has in the other languages.")
            raise ValidationError({"slug": message % {"slug": other}})
