"""Makes .venv and fills it with the locked requirements; needs nothing but Python.

Run as a file (``python3 m4d/config/install.py base|prod|test``) before anything is installed, so it
uses the standard library only and says in one line what is missing. A stamp with the hash of the
requirements makes a second run a matter of milliseconds.
"""

import hashlib
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LAUNCHER = """#!/bin/sh
# Written by make: runs the command line of the house from wherever it is called.
here=$(cd "$(dirname "$0")/../.." && pwd)
PYTHONPATH="$here${PYTHONPATH:+:$PYTHONPATH}" exec "$here/.venv/bin/python" -m m4d.config.command_line "$@"
"""


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def missing(version_info, has_ensurepip):
    """The sentence that says what this Python lacks, or an empty string."""
    if tuple(version_info[:2]) < (3, 11):
        return "Python 3.11 or newer is needed, this is {}.{}. On Debian or Ubuntu: apt install python3".format(
            *version_info[:2]
        )
    if not has_ensurepip:
        return "Python's venv is missing. On Debian or Ubuntu: apt install python3-venv"
    return ""


def has_ensurepip():
    """Debian takes ensurepip out of python3 and puts it into python3-venv."""
    return subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode == 0


def fingerprint(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read() + ".".join(map(str, sys.version_info[:2])).encode()).hexdigest()


def stamp_of(kind):
    return os.path.join(VENV, "installed-" + kind)


def is_installed(kind, requirements):
    try:
        with open(stamp_of(kind)) as file:
            return file.read().strip() == fingerprint(requirements) and os.path.exists(PYTHON)
    except OSError:
        return False


def write_launcher():
    path = os.path.join(VENV, "bin", "m4d")
    try:
        with open(path) as file:
            if file.read() == LAUNCHER:
                return
    except OSError:
        pass
    with open(path, "w") as file:
        file.write(LAUNCHER)
    os.chmod(path, 0o755)


def install(requirements):
    """Install exactly what the lock names; one line of progress that rewrites itself on a terminal."""
    with open(requirements) as file:
        total = len(re.findall(r"^[\w.\-]+(?:\[[\w,\-]+\])?==", file.read(), re.M))
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    command += ["--only-binary", ":all:", "-r", requirements]
    done, kept = 0, []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout:
            kept.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied: ")):
                done += 1
                if sys.stdout.isatty():
                    sys.stdout.write(f"\r   {min(done, total)} of {total} packages fetched ")
                    sys.stdout.flush()
                elif done % 20 == 0:
                    say(f"   {min(done, total)} of {total} packages fetched")
            elif line.startswith("Installing collected"):
                say("\n   all fetched, unpacking" if sys.stdout.isatty() else "   all fetched, unpacking")
    if pip.returncode:
        sys.stdout.writelines(kept[-25:])
        sys.exit("The packages could not be installed; the last lines of pip stand above. Run the command again.")


def main(kind):
    requirements = os.path.join(ROOT, "requirements", kind + ".txt")
    if is_installed(kind, requirements):
        write_launcher()
        return
    problem = missing(sys.version_info, has_ensurepip())
    if problem:
        sys.exit(problem)
    if not os.path.exists(PYTHON):
        say("Making .venv")
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    say(f"Installing the locked packages ({kind})")
    install(requirements)
    write_launcher()
    with open(stamp_of(kind), "w") as file:
        file.write(fingerprint(requirements))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "base")
