from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "m4d.core"
    label = "core"

    def ready(self):
        from django.forms import Field  # noqa: PLC0415 forms translate their words when they are loaded

        from m4d.core.pages.unsent import remember_reader  # noqa: PLC0415 the same

        user_logged_in.connect(remember_reader)
        # Says what to do; the summary puts the field's name before it.
        Field.default_error_messages["required"] = _("Fill this in.")
        if settings.M4D_TIMING:
            from m4d.core.pages.timing import watch_templates  # noqa: PLC0415 only where it is asked for

            watch_templates()
