"""What may be typed in this room. Forms shape and clean input; they save nothing."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from m4d.core.text import clean_line, clean_text
from m4d.people import queries as people
from m4d.vocabulary import queries as vocabulary

from . import policies
from .models import TITLE_LENGTH

#: Largest file the page takes; larger ones go through the command line.
LARGEST_UPLOAD = 50 * 1024 * 1024
SUMMARY_LENGTH = 4000


class OrganizationField(forms.CharField):
    """An organization of the directory by its name or by the address of its page; empty for none."""

    def __init__(self, *, standing=None, **kwargs):
        super().__init__(max_length=300, required=False, **kwargs)
        self.standing = standing

    def clean(self, value):
        """The organization; a name that none or several have is sent back with what to write."""
        value = clean_line(super().clean(value))
        if not value:
            return None
        if value == self.initial:
            return self.standing
        found = people.organizations_meant(value)
        if not found:
            raise ValidationError(
                _("The directory has no organization “%(name)s”. Copy the name or the address of its page."),
                params={"name": value},
            )
        if len(found) > 1:
            addresses = ", ".join(organization.get_absolute_url() for organization in found[:4])
            raise ValidationError(
                _("Several organizations are named “%(name)s”. Write the address of one: %(addresses)s"),
                params={"name": value, "addresses": addresses},
            )
        return found[0]


class CorrectionForm(forms.Form):
    """What people who know a project may correct; the programme office also says which organization a partner is."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=TITLE_LENGTH)
    summary = forms.CharField(
        label=gettext_lazy("What the project does or did"),
        help_text=gettext_lazy("Plain words, a few sentences. Say who did what, where and what came of it."),
        max_length=SUMMARY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of title and summary"))
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, project, partners=(), **kwargs):
        """Start from what stands, with the choices in the reader's language."""
        start = {
            "title": project.title,
            "summary": project.summary,
            "language": project.language,
            "themes": project.themes,
            "version": project.version,
        }
        super().__init__(*args, initial=start, **kwargs)
        choices = vocabulary.choices("language")
        if project.language not in dict(choices):
            choices = [(project.language, vocabulary.name("language", project.language)), *choices]
        self.fields["language"].choices = choices
        self.fields["themes"].choices = vocabulary.choices("theme")
        self.partners = {f"partner-{row.pk}": row for row in partners}
        written = people.written_organizations([row.organization for row in partners if row.organization])
        for name, row in self.partners.items():
            label = format_html('<bdi lang="{}">{}</bdi>', row.language or "und", row.name or row.ref)
            self.fields[name] = OrganizationField(
                label=label, standing=row.organization, initial=written.get(row.organization_id, "")
            )

    def clean_title(self):
        """One line without hidden characters."""
        title = clean_line(self.cleaned_data["title"])
        if not title:
            raise ValidationError(_("Write the title of the project."))
        return title

    def clean_summary(self):
        """Paragraphs without hidden characters."""
        return clean_text(self.cleaned_data["summary"])

    def clean_themes(self):
        """Few enough to tell something."""
        themes = self.cleaned_data["themes"]
        if reasons := policies.may_carry({"themes": themes}).reasons:
            raise ValidationError(list(reasons))
        return themes

    def values(self) -> dict:
        """What `actions.correct_project` takes."""
        return {name: self.cleaned_data[name] for name in ("title", "summary", "language", "themes")}

    def partner_fields(self):
        """The fields that say which organizations the partners are."""
        return [self[name] for name in self.partners]

    def chosen(self) -> dict:
        """The partners whose organization is another one than before: {number: organization or None}.

        A field that was not sent says nothing: a new file may have brought other partners meanwhile.
        """
        return {
            row.pk: self.cleaned_data[name]
            for name, row in self.partners.items()
            if name in self.data and self.cleaned_data[name] != row.organization
        }


class UploadForm(forms.Form):
    """An IATI activity file."""

    file = forms.FileField(
        label=gettext_lazy("IATI activity file"),
        help_text=gettext_lazy("An XML file of IATI 2.01, 2.02 or 2.03, at most 50 MB, not compressed."),
        error_messages={"required": gettext_lazy("Choose the file to import.")},
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
    )

    def clean_file(self):
        """Not too large for the page."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_UPLOAD:
            raise ValidationError(
                _("This file is larger than 50 MB. Import it on the server with the command: m4d import iati FILE")
            )
        return upload
