"""The vocabularies on the staff side: terms are added to our own lists, renamed and retired; codes stay for ever."""

import django_filters
from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from m4d.core.text import clean_line
from m4d.vocabulary import policies, queries
from m4d.vocabulary.choices import OWN_SCHEMES, Scheme
from m4d.vocabulary.models import Term
from m4d.vocabulary.policies import LONGEST_CODE

from .. import actions

LANGUAGES = [code for code, _name in settings.LANGUAGES]


NAME = TitleColumn(
    "name", label=_("Name"), get_url=lambda term: reverse("wagtailsnippets_vocabulary_term:edit", args=[term.pk])
)
LIST = Column("list_name", label=_("List"))
CODE = Column("code", label=_("Code"))
SOURCE = Column("source", label=_("Source"))
CHANGED = DateColumn("edited_at", label=_("Changed here"))


class TermPolicy(ModelPermissionPolicy):
    """Terms are added and retired, never deleted: other things carry their codes."""

    def user_has_permission(self, user, action):
        return action in {"view", "add", "change"} and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)


class TermFilterSet(WagtailFilterSet):
    scheme = django_filters.ChoiceFilter(
        label=_("List"), choices=lambda: [(code, _list_name(code)) for code in _schemes()], method="of_scheme"
    )

    class Meta:
        model = Term
        fields = ["scheme"]

    def of_scheme(self, queryset, name, value):
        return queryset.filter(scheme=value)


def _schemes():
    return Term.objects.order_by("scheme").values_list("scheme", flat=True).distinct()


def _list_name(code):
    return Scheme(code).label if code in Scheme.values else code


class Names(WagtailAdminModelForm):
    """The names of a term, one in each language."""

    name_en = forms.CharField(label="English", max_length=300)
    name_fr = forms.CharField(label="Français", max_length=300)
    name_es = forms.CharField(label="Español", max_length=300)
    name_ar = forms.CharField(
        label="العربية", max_length=300, widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"})
    )

    class Meta:
        model = Term
        fields: list[str] = []

    def names(self):
        """The names typed, by language; those left empty are not kept."""
        typed = {code: clean_line(self.cleaned_data.get(f"name_{code}", "")) for code in LANGUAGES}
        return {code: name for code, name in typed.items() if name}


class NewTermForm(Names):
    """A term for one of our own lists: a code for ever, its place, and a name in all four languages."""

    # Not named as the columns are: the policy checks them, and the model would say the same again.
    of_list = forms.ChoiceField(label=_("List"), choices=lambda: [(one.value, one.label) for one in OWN_SCHEMES])
    new_code = forms.CharField(
        label=_("Code"),
        max_length=LONGEST_CODE,
        help_text=_("Small Latin letters and hyphens, such as “local-jobs”. It can never be changed."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )
    below = forms.ChoiceField(
        label=_("Stands below"), choices=lambda: [("", _("No other term")), *_parents()], required=False
    )

    def clean(self):
        """One sentence for each thing that is not right yet."""
        typed = super().clean()
        if self.errors:
            return typed
        scheme, _dot, parent = typed["below"].rpartition(":")
        if parent and scheme != typed["of_list"]:
            raise forms.ValidationError(
                _("Choose a term of the same list that is still offered and stands below no other.")
            )
        self.asked = {"scheme": typed["of_list"], "code": typed["new_code"], "parent": parent, "names": self.names()}
        for reason in policies.may_add_term(**self.asked).reasons:
            self.add_error(None, reason)
        return typed

    def save(self, commit=True):
        """The term, through the action that writes the journal."""
        self.instance = actions.add_term(**self.asked, by=self.for_user, at=timezone.now())
        return self.instance


def _parents():
    """The terms of our own lists that others can stand below, list by list."""
    return [
        (
            one.label,
            [(f"{one.value}:{code}", row.name) for code, row in queries.terms(one).items() if row.is_open_above],
        )
        for one in OWN_SCHEMES
    ]


class TermForm(Names):
    """The names of a term in each language, and whether they are ours or the owner's."""

    unofficial_in = forms.MultipleChoiceField(
        label=_("Our own translation, not an official title"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_retired = forms.BooleanField(label=_("Offer this term no longer"), required=False)
    # An official list may have no name in some language yet.
    name_fr = forms.CharField(label="Français", max_length=300, required=False)
    name_es = forms.CharField(label="Español", max_length=300, required=False)
    name_ar = forms.CharField(
        label="العربية", max_length=300, required=False, widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            self.initial[f"name_{code}"] = self.instance.names.get(code, "")
        self.initial["unofficial_in"] = self.instance.unofficial
        self.initial["is_retired"] = self.instance.retired_at is not None

    def save(self, commit=True):
        """What was changed, through the actions that write the journal."""
        term, now, by = self.instance, timezone.now(), self.for_user
        names, unofficial = self.names(), self.cleaned_data["unofficial_in"]
        if (names, unofficial) != (term.names, term.unofficial):
            term = actions.amend_term(term, names=names, unofficial=unofficial, by=by, at=now)
        if self.cleaned_data["is_retired"] and term.retired_at is None:
            term = actions.retire_term(term, by=by, at=now)
        self.instance.__dict__.update(term.__dict__)
        return self.instance


class TermViewSet(SnippetViewSet):
    """Our own lists grow here; names can be changed and terms retired; codes stay, because things carry them."""

    model = Term
    icon = "tag"
    menu_label = _("Vocabularies")
    menu_name = "m4d-vocabularies"
    menu_order = 320
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = [NAME, LIST, CODE, SOURCE, CHANGED]
    list_per_page = 50
    filterset_class = TermFilterSet
    ordering = ["scheme", "position", "code"]
    permission_policy = TermPolicy(Term)
    names = MultiFieldPanel([FieldPanel(f"name_{code}") for code in LANGUAGES], heading=_("Names"))
    panels = [names, FieldPanel("unofficial_in"), FieldPanel("is_retired")]
    first_panels = [FieldPanel("of_list"), FieldPanel("new_code"), FieldPanel("below"), names]

    def get_form_class(self, for_update=False):
        return TermForm if for_update else NewTermForm

    def get_edit_handler(self):
        return self.handler(self.panels, TermForm)

    def get_add_view_kwargs(self, **kwargs):
        return super().get_add_view_kwargs(**{"panel": self.handler(self.first_panels, NewTermForm), **kwargs})

    def handler(self, panels, form):
        """The panels of one of the two forms, as Wagtail wants them."""
        handler = ObjectList(panels, base_form_class=form)
        return handler.bind_to_model(self.model)
