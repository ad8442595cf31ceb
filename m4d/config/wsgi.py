"""The entry point of web servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "m4d.config.settings")
application = get_wsgi_application()

from m4d.config.operations import start  # noqa: E402, PLC0415 models are loaded only now

# Whatever server loads this: a demo, with its published passwords, is never served as a real site.
start.refuse_wrong_mode()
