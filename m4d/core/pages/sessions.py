"""Sessions of the database, read by a statement that is worked out once: every page of a member reads one."""

from django.contrib.sessions.backends import db
from django.utils import timezone

from .prepared import Prepared, text_mark

_KEY = text_mark("key")


class SessionStore(db.SessionStore):
    """Django's own, in the same table and sealed the same way (which rests on the name of this class)."""

    def _get_session_from_db(self):
        found = _SESSION({_KEY: self.session_key})
        if found and found[0].expire_date > timezone.now():
            return found[0]
        self._session_key = None
        return None


_SESSION = Prepared(lambda: SessionStore.get_model_class().objects.filter(session_key=_KEY))
