"""`m4d messages`: collect, compile or check the words of the interface."""

from m4d.config import messages
from m4d.config.operations.progress import say


def run(options) -> int:
    """One step; `check` ends with status 1 where a catalogue is not complete."""
    if options.step == "compile":
        messages.compile_all()
        return 0
    if options.step == "check":
        faults = messages.check_all()
        for fault in faults:
            say(fault)
        return 1 if faults else 0
    for language, count in messages.extract_all().items():
        say(f"{language}: {count} texts wait for a translator")
    return 0
