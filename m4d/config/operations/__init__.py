"""What operators do: one module a command."""


class Trouble(Exception):
    """What went wrong and what to do, in one or two sentences; ends the command with exit status 1."""
