"""What may be typed in this room. Forms shape and clean input; they save nothing."""

from functools import lru_cache

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from m4d.core.text import clean_line, clean_text
from m4d.core.ui.forms import FILES_HINT, Compared, Explained, ManyFiles
from m4d.vocabulary import queries as vocabulary

from .choices import Access, TopicKind
from .models import NAME_LENGTH, PURPOSE_LENGTH, SUMMARY_LENGTH, TEXT_LENGTH, TITLE_LENGTH

_HINT = gettext_lazy(
    "Members can read it translated; your own words stay next to it. Do not name people who did not agree."
)
_PRIVATE_HINT = gettext_lazy("No machine translates a private message.")


def access_choices() -> list[tuple]:
    """Who may read a group, each with what that means."""
    return [
        (
            Access.PUBLIC.value,
            Explained(_("Everybody"), _("Also search engines. Every member of this site can write.")),
        ),
        (
            Access.MEMBERS.value,
            Explained(_("Members of this site"), _("Whoever has signed in reads it and can write.")),
        ),
        (
            Access.RESTRICTED.value,
            Explained(_("Members of the group"), _("Others see its name and purpose and can ask to join.")),
        ),
        (
            Access.PRIVATE.value,
            Explained(
                _("Members of the group, and nobody else knows of it"),
                _("It stands in no list. Facilitators add people."),
            ),
        ),
    ]


def language_choices() -> list[tuple]:
    """Languages that a text may be written in, those of the site first; at the top, to be found out from the words."""
    own = [code for code, _name in settings.LANGUAGES]
    rest = [pair for pair in vocabulary.choices("language") if pair[0] not in own]
    return [("", _("Find out from the words")), *((code, name) for code, name in settings.LANGUAGES), *rest]


@lru_cache(maxsize=200)
def _language_options(reader: str, chosen: str) -> SafeString:
    """The list of languages for readers of one language, written once: a composer stands on every page of a topic."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, mark_safe(" selected") if code == chosen else "", label) for code, label in language_choices()),
    )


class LanguageSelect(forms.Select):
    """A list of all languages, kept ready."""

    def render(self, name, value, attrs=None, renderer=None):
        """The list with the chosen line marked."""
        options = _language_options(get_language() or "en", str(value or ""))
        return format_html("<select{}>{}</select>", flatatt({"name": name, **self.attrs, **(attrs or {})}), options)


def text_area(rows: int = 7, **attrs) -> forms.Textarea:
    """A field for a text that may be marked with Markdown."""
    return forms.Textarea(attrs={"rows": rows, "data-composer": True, "maxlength": TEXT_LENGTH, **attrs})


class FilesForm(forms.Form):
    """Files for a text that stands already."""

    files = ManyFiles(label=gettext_lazy("Files"), help_text=FILES_HINT)


class WithFiles(forms.Form):
    """A text to which files can be added while it is written."""

    files = ManyFiles(required=False)


class PostForm(WithFiles):
    """A post or a message."""

    text = forms.CharField(
        label=gettext_lazy("Write in any language"),
        help_text=_HINT,
        max_length=TEXT_LENGTH,
        widget=text_area(),
        error_messages={
            "required": gettext_lazy("Write something first."),
            "max_length": gettext_lazy(
                "This is too long: 20,000 letters are the most. Put the rest into a second text, or attach a file."
            ),
        },
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of your text"), required=False, widget=LanguageSelect)
    in_reply_to = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    quoted = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)

    def __init__(self, *args, **kwargs):
        """Languages in the reader's own; the list itself is kept ready by its control."""
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.fields["language"].choices = language_choices()

    def in_private(self) -> "PostForm":
        """The same for a message: no machine translates what not everybody may read."""
        self.fields["text"].help_text = _PRIVATE_HINT
        return self

    def clean_text(self):
        """Lines without hidden characters."""
        text = clean_text(self.cleaned_data["text"])
        if not text:
            raise ValidationError(_("Write something first."))
        return text


class EditForm(PostForm):
    """A post of one's own, changed."""

    # Files of a post that stands have a page of their own.
    files = None
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class TopicForm(PostForm):
    """A topic with its first post."""

    field_order = ("kind", "title", "text", "language")
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"), choices=TopicKind.choices, initial=TopicKind.QUESTION,
        widget=forms.RadioSelect,
    )  # fmt: skip
    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("A whole question says more than a word: “Who keeps the register of skills?”"),
        max_length=TITLE_LENGTH,
        error_messages={"required": gettext_lazy("Write a title: what is it about?")},
    )

    def clean_title(self):
        """One line without hidden characters."""
        title = clean_line(self.cleaned_data["title"])
        if not title:
            raise ValidationError(_("Write a title: what is it about?"))
        return title


class TitleForm(forms.Form):
    """Another title for a topic."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=TITLE_LENGTH,
        error_messages={"required": gettext_lazy("Write a title: what is it about?")},
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language of the title"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()[1:]


class SummaryForm(forms.Form):
    """So far, in short."""

    text = forms.CharField(
        label=gettext_lazy("So far, in short"),
        help_text=gettext_lazy("Three or four sentences for whoever comes late. Leave it empty to take it away."),
        max_length=SUMMARY_LENGTH,
        required=False,
        widget=text_area(6, maxlength=SUMMARY_LENGTH),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of your text"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()[1:]


class ReasonForm(forms.Form):
    """Why a topic is closed."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("One sentence. Everybody reads it."),
        max_length=240,
        error_messages={"required": gettext_lazy("Say why: everybody reads the reason.")},
    )


class PollForm(forms.Form):
    """A question with answers to choose from."""

    question = forms.CharField(
        label=gettext_lazy("Question"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the question.")},
    )
    choices = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        help_text=gettext_lazy("One a line, two to ten."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of your text"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()[1:]

    def clean_choices(self):
        """A list of lines."""
        return self.cleaned_data["choices"].splitlines()


class MoveForm(forms.Form):
    """Where a topic goes."""

    group = forms.ChoiceField(label=gettext_lazy("The other group"))
    knowing = forms.BooleanField(
        label=gettext_lazy(
            "I know that more people may read the other group, and that they will read all of this topic"
        ),
        required=False,
    )

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [(group.slug, group.name) for group in groups]


class MergeForm(forms.Form):
    """Which topic this one becomes a part of."""

    target = forms.TypedChoiceField(label=gettext_lazy("The other topic"), coerce=int)

    def __init__(self, *args, topics, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [(topic.pk, topic.title) for topic in topics]


class SplitForm(forms.Form):
    """Where ticked replies go: a new topic, or one that is there."""

    title = forms.CharField(label=gettext_lazy("Title of a new topic"), max_length=TITLE_LENGTH, required=False)
    target = forms.TypedChoiceField(
        label=gettext_lazy("Or a topic that is there"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args, topics, **kwargs):
        super().__init__(*args, **kwargs)
        none = ("", pgettext_lazy("no topic chosen", "None"))
        self.fields["target"].choices = [none, *((topic.pk, topic.title) for topic in topics)]


class GroupForm(Compared):
    """A group: what it is called and what it is for."""

    name = forms.CharField(
        label=gettext_lazy("Name of the group"), max_length=NAME_LENGTH,
        error_messages={"required": gettext_lazy("Write the name of the group.")},
    )  # fmt: skip
    purpose = forms.CharField(
        label=gettext_lazy("What the group is for"),
        help_text=gettext_lazy("Who should be here, and what they talk about. Two sentences are enough."),
        max_length=PURPOSE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say in one or two sentences what the group is for.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of name and purpose"))
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    email_domain = forms.CharField(
        label=gettext_lazy("Addresses that may join without asking"),
        help_text=gettext_lazy("The part after the @, such as kedougou.sn. It counts where people have to ask."),
        max_length=120,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()[1:]
        self.fields["themes"].choices = vocabulary.choices("theme")

    def values(self) -> dict:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in ("name", "purpose", "language", "themes", "email_domain")}


class OpeningForm(GroupForm):
    """A new group, with who reads it."""

    field_order = ("name", "purpose", "language", "access", "themes", "email_domain")
    access = forms.ChoiceField(
        label=gettext_lazy("Who reads it"), initial=Access.MEMBERS.value, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["access"].choices = access_choices()


class AccessForm(forms.Form):
    """Who reads a group from now on."""

    access = forms.ChoiceField(label=gettext_lazy("Who reads the group"), widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["access"].choices = access_choices()


class AskForm(forms.Form):
    """A word to the facilitators of a group."""

    text = forms.CharField(
        label=gettext_lazy("A word to the facilitators"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PersonField(forms.CharField):
    """A member by the address of their profile, or the last part of it."""

    def clean(self, value):
        """The last part of the address."""
        return clean_line(super().clean(value)).rstrip("/").rsplit("/", 1)[-1][:20]


class MemberForm(forms.Form):
    """Somebody to add to a group or a conversation."""

    person = PersonField(
        label=gettext_lazy("Address of their profile"),
        help_text=gettext_lazy("Open their profile and copy its address."),
        max_length=300,
    )


class MessageForm(PostForm):
    """The first message of a conversation."""

    field_order = ("to", "title", "text", "language")
    to = forms.CharField(
        label=gettext_lazy("To"),
        help_text=gettext_lazy("Addresses of profiles, one a line. On each profile stands a link that fills this in."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
    )
    title = forms.CharField(label=gettext_lazy("Subject"), max_length=TITLE_LENGTH, required=False)

    def meant(self) -> list[str]:
        """To whose profiles it goes, by the last part of each address."""
        lines = str(self["to"].value() or "").replace(",", "\n").split("\n")
        slugs = [clean_line(line).rstrip("/").rsplit("/", 1)[-1][:20] for line in lines]
        return list(dict.fromkeys(slug for slug in slugs if slug))[:20]

    def clean_to(self):
        """The last part of each address."""
        return self.meant()

    def name_people(self):
        """Everybody is known, and the page says who they are: nobody needs to read addresses."""
        if not self["to"].errors:
            self.fields["to"].widget = forms.HiddenInput()


class SeatMessageForm(MessageForm):
    """The first message to whoever holds a seat; who that is the address says."""

    to = None
