"""The command line ``m4d``: one word, one thing done. Each command lives in m4d/config/operations/.

A command module is imported only when its word is typed, so that help is instant and ``serve`` can
decide itself what to load before it splits into processes.
"""

import argparse
import importlib
import os
import sys

from m4d.config.operations import Trouble

DJANGO = "django"
PLAIN = "plain"


def members(text: str) -> int:
    """A whole number of at least 1; 4k and 1M are understood."""
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    try:
        count = int(text[:-1] if factor > 1 else text) * factor
    except ValueError:
        count = 0
    if count < 1:
        raise argparse.ArgumentTypeError("give a whole number of members, for example 4000")
    return count


def parser() -> argparse.ArgumentParser:
    """All commands with their help, in the order in which one meets them."""
    top = argparse.ArgumentParser(prog="m4d", description="M4D Net: everything an operator can do, one word each.")
    words = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(word, help, module, setup=DJANGO):
        made = words.add_parser(word, help=help, description=help)
        made.set_defaults(module=f"m4d.config.operations.{module}", setup=setup)
        return made

    command("start", "Bring the database up to date and load the starter content; safe to repeat.", "start")
    made = command("serve", "Serve the site on 127.0.0.1 and PORT (8000), background work included.", "serve", PLAIN)
    made.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"), help="address to listen on")
    made.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000), help="port to listen on")
    made.add_argument("--workers", type=int, default=2, help="processes that answer requests (2)")
    command("worker", "Do the background work in a process of its own.", "worker")
    command("mail", "Take the mail that comes in (INBOUND_EMAIL) in a process of its own.", "mail")
    made = command("admin", "Make somebody an administrator, with a new account where there is none.", "admin")
    made.add_argument("email", help="the e-mail address of the account")
    made.add_argument("--name", default="Administrator", help="the name on a new account (Administrator)")
    command("demo", "Tell the demo story from the beginning; only where M4D_DEMO=1.", "demo")

    made = command("seed", "Fill the database with made-up members and projects, to measure at scale.", "seed")
    made.add_argument("--members", type=members, required=True, help="how many people, for example 4000 or 1M")
    made.add_argument("--projects", type=members, help="how many projects (one for each 100 members)")

    made = command("import", "Read a file of another system.", "importing")
    made.add_argument(
        "format", choices=["iati", "forum"],
        help="iati: published IATI 2.03 activities; forum: topics of Discourse (JSON), Stack Exchange (XML) or a"
        " mailing list (mbox)",
    )  # fmt: skip
    made.add_argument("file", help="the file to read; for Stack Exchange also a folder or a zip")
    made.add_argument("--group", help="forum: the group that the topics go into, as its address names it")
    made.add_argument("--source", default="", help="forum: what readers are told the posts come from")
    made.add_argument("--report", help="forum: a CSV file for every place that could not be taken")
    made.add_argument(
        "--without-names", action="store_true",
        help="forum: name nobody who is not a member; given again, take the names away that came with this file",
    )  # fmt: skip

    made = command("forget", "Take the name of somebody who never joined off what was imported.", "forgetting")
    made.add_argument("name", help="the name as the posts show it")
    made.add_argument("--group", required=True, help="the group that the posts were imported into")

    made = command("export", "Write everything as open formats, for a community that leaves with its data.", "export")
    made.add_argument("what", choices=["all"], help="all: the whole instance")
    made.add_argument("directory", help="a folder that is empty or does not exist yet")

    made = command("backup", "Write database and files into one archive.", "backup")
    made.add_argument("file", help="the archive to write, for example m4d-backup.tar.gz")
    made = command("restore", "Put an archive of backup back, onto an empty machine.", "restore")
    made.add_argument("file", help="the archive to read")
    made.add_argument("--force", action="store_true", help="replace what is in the database and the files now")

    made = command("doctor", "Check settings and services, and say what to do.", "doctor")
    made.add_argument("--quick", action="store_true", help="leave out the test job")
    made.add_argument("--retry", action="store_true", help="give jobs that were given up five fresh tries first")
    command("reseal", "Seal with the present SECRET_KEY what an older one sealed.", "reseal")
    made = command("messages", "Collect, compile or check the words of the interface.", "messages", PLAIN)
    made.add_argument("step", choices=["extract", "compile", "check"], help="what to do with the catalogues")
    return top


def _finish_a_restore() -> None:
    """What a restore had decided when it was stopped comes before anything else, in a process of its own."""
    from m4d.config.operations import switch  # noqa: PLC0415

    if switch.finish_if_stopped():
        raise Trouble("A restore that was stopped before its end is finished now. Give the command again.")


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit status is 0 when it did what was asked, 1 when not, 2 for a wrong word."""
    options = parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "m4d.config.settings")
    try:
        if options.setup == DJANGO:
            # Only the commands that need the rooms pay for loading them.
            import django  # noqa: PLC0415

            django.setup()
            _finish_a_restore()
        return importlib.import_module(options.module).run(options) or 0
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
