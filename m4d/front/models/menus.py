"""Menus that editors arrange; one row for each place, all languages in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from ..choices import MenuPlace
from .blocks import HeadingBlock, LinesBlock


class MenuBlock(LinesBlock):
    """What a menu may hold: lines for the main menu, titled lists for the footer."""

    group = HeadingBlock()


class Menu(models.Model):
    """The main menu or the footer. An empty one falls back to what the site offers by itself."""

    place = models.CharField(_("place"), max_length=12, choices=MenuPlace.choices, unique=True)
    lines = StreamField(MenuBlock(), verbose_name=_("lines"), blank=True)

    panels = [FieldPanel("place"), FieldPanel("lines")]

    class Meta:
        verbose_name = _("menu")
        verbose_name_plural = _("menus")

    def __str__(self):
        return self.get_place_display()
