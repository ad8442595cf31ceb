"""What editors may upload, and what people write to the facilitators."""

import secrets
import time

from django import forms
from django.core import signing
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from m4d.core import files
from m4d.core import text as words

from . import queries
from .models.media import WIDEST

# A person needs longer than this to write a message, in seconds.
FASTEST = 3


class PictureField(WagtailImageField):
    """Keeps our re-encoding of a picture; looks at the upload before any other library opens it."""

    def to_python(self, data):
        if not data:
            return super().to_python(data)
        clean = files.clean_picture(data, width=WIDEST)
        clean.name = data.name.rsplit(".", 1)[0][:60] + ".webp"
        clean.is_clean_picture = True
        return super().to_python(clean)


class PictureForm(BaseImageForm):
    """Refuses with a sentence what is no picture, or too large a one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        given = self.fields["file"]
        self.fields["file"] = PictureField(label=given.label, required=given.required, widget=given.widget)


class DocumentForm(BaseDocumentForm):
    """Keeps a document whose content is what its name says."""

    def clean_file(self):
        upload = self.cleaned_data.get("file")
        if not upload or "file" not in self.changed_data:
            return upload
        return files.checked_document(upload)


class MessageForm(forms.Form):
    """A message to the facilitators. Two marks that people do not see tell most programs apart."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("The answer goes there, and it is used for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = forms.CharField(label=_("Your message"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 8}))
    page = forms.CharField(
        label=_("Which page is it about"),
        max_length=300,
        required=False,
        help_text=_("Its address, if it is about a page. You can leave this empty."),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["opened"] = self.mark()
        if getattr(person, "is_authenticated", False):
            self.initial |= {"name": person.name, "address": person.email}

    @staticmethod
    def mark(*, seconds: int = 0) -> str:
        """A signed note of the number of this form and of when it was opened, so many seconds ago."""
        return signing.dumps([secrets.token_hex(8), int(time.time()) - seconds], salt="front-contact")

    @cached_property
    def note(self) -> tuple[str, int] | None:
        """The number of the form and when it was opened; None for what we never signed, or too long ago."""
        try:
            number, opened = signing.loads(
                self.data.get("opened", ""), salt="front-contact", max_age=queries.FORM_SECONDS
            )
        except (signing.BadSignature, TypeError, ValueError):
            return None
        return number, opened

    def clean(self):
        """Each form is good for one message. Whoever went back and wrote another gets a new form with their words."""
        cleaned = super().clean()
        if not self.errors and self.note and queries.form_is_spent(self.note[0], cleaned["message"]):
            self.data = self.data.copy()
            # They have shown already that they are no program: the new form may be sent at once.
            self.data["opened"] = self.mark(seconds=FASTEST)
            self.add_error(None, _("A message was sent with this form already. To send this one too, send it again."))
        return cleaned

    def clean_name(self):
        return words.clean_line(self.cleaned_data["name"])

    def clean_message(self):
        return words.clean_text(self.cleaned_data["message"])

    @property
    def looks_automatic(self) -> bool:
        """Whether a program wrote this: it filled the hidden field, or was faster than hands are."""
        return bool(self.cleaned_data["website"]) or self.note is None or time.time() - self.note[1] < FASTEST

    @property
    def letter(self) -> dict:
        words = {name: self.cleaned_data[name] for name in ("name", "address", "message", "page")}
        return {**words, "form": self.note[0]}
