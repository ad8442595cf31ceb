"""A backup brings nobody back who left after it was made, where the house can know of them."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.config.operations import left, restore

pytestmark = pytest.mark.django_db
AMINA = {"name": "Amina Diallo", "email": "amina@example.org"}


@pytest.fixture
def amina(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return make_person(**AMINA)


@pytest.fixture
def restored(monkeypatch, tmp_path):
    """Restores a backup whose rows `change` puts back."""
    (tmp_path / "backup.tar.gz").write_bytes(b"")

    def run(change):
        monkeypatch.setattr(restore, "refuse_lively_target", lambda: None)
        monkeypatch.setattr(restore, "refuse_foreign", lambda manifest: None)
        monkeypatch.setattr(restore.archive, "unpack", lambda *args: {"made_at": "2026-11-22T10:00:00+00:00"})
        monkeypatch.setattr(restore, "put_back", lambda *args: change())
        return restore.run(SimpleNamespace(file=tmp_path / "backup.tar.gz", force=True))

    return run


def as_before(person):
    Person.objects.filter(pk=person.pk).update(erased_at=None, is_active=True, **AMINA)


def test_whoever_left_since_a_backup_leaves_again_when_it_is_restored(amina, restored, capsys):
    stays = make_person("Lina Moreno")
    accounts.erase_person(amina, by=amina, at=timezone.now())
    assert restored(lambda: as_before(amina)) == 0
    amina.refresh_from_db()
    assert (amina.is_erased, amina.name, amina.email) == (True, "", f"erased-{amina.pk}@erased.invalid")
    assert Person.objects.get(pk=stays.pk).erased_at is None
    assert "they had left since then: 1" in capsys.readouterr().out
    assert not left._place().exists()


def test_a_restore_that_was_stopped_still_knows_who_left_when_it_is_given_again(amina, restored):
    accounts.erase_person(amina, by=amina, at=timezone.now())

    def stopped():
        as_before(amina)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restored(stopped)
    amina.refresh_from_db()
    assert not amina.is_erased
    restored(lambda: None)
    amina.refresh_from_db()
    assert amina.is_erased


def test_a_row_of_another_house_with_the_same_number_stays(amina, restored):
    accounts.erase_person(amina, by=amina, at=timezone.now())
    restored(lambda: (as_before(amina), Person.objects.filter(pk=amina.pk).update(created_at=timezone.now())))
    amina.refresh_from_db()
    assert not amina.is_erased


def test_the_only_administrator_stays_and_is_named_by_number(amina, restored, capsys):
    accounts.erase_person(amina, by=amina, at=timezone.now())
    restored(lambda: (as_before(amina), Person.objects.filter(pk=amina.pk).update(roles=["admin"])))
    assert f"number {amina.pk} had left and is back: Make somebody else" in capsys.readouterr().out


def test_on_an_empty_machine_a_restore_says_that_nobody_knows_who_left(amina, restored, monkeypatch, capsys):
    def unreadable(*_order):
        raise DatabaseError

    monkeypatch.setattr(Person.objects, "order_by", unreadable)
    restored(lambda: None)
    assert "Whoever left after that moment is in it again." in capsys.readouterr().out


def test_a_new_house_that_was_started_once_knows_of_nobody_and_says_so(amina, restored, capsys):
    """The one that burnt had erased her: the new one has nobody yet, and the backup brings her back."""
    came = Person.objects.get(pk=amina.pk).created_at
    Person.objects.all().delete()
    assert restored(lambda: Person.objects.create(pk=amina.pk, created_at=came, **AMINA)) == 0
    assert "Whoever left after that moment is in it again." in capsys.readouterr().out
