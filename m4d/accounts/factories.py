"""Builders for tests: persons with names."""

from itertools import count

from django.contrib.auth.models import Group

from .models import Person

_numbers = count(1)


def make_person(name="Amina Diallo", *, email=None, password=None, roles=(), confirmed=True, **fields):
    """A saved person with a unique address.

    Without a password the person cannot sign in through the form; `client.force_login` works, and costs no hashing.
    `roles` also joins the groups of the same names. `confirmed=False` leaves out the confirmed address.
    """
    if email is None:
        email = f"{name.split()[0].lower() if name.isascii() else 'person'}{next(_numbers)}@example.org"
    roles = [str(role) for role in roles]
    person = Person.objects.create_user(email, password, name=name, roles=roles, **fields)
    if roles:
        person.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    if confirmed:
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person
