"""`m4d forget NAME --group SLUG`: somebody who never joined asks not to be named on posts that were imported."""

from m4d.community import actions as community
from m4d.community.models import Group
from m4d.config.operations import Trouble
from m4d.config.operations.progress import say


def run(options) -> int:
    """Take the name away, and say from how many posts; status 1 where nobody is called so."""
    group = Group.objects.filter(slug=options.group).first()
    if group is None:
        raise Trouble(f"There is no group {options.group}.")
    count = community.forget_imported_name(group, options.name)
    if not count:
        raise Trouble(f"No imported post of {group.name} shows this name.")
    say(f"{count:,} posts of {group.name} no longer show this name")
    return 0
