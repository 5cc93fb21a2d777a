"""Compile requirements.lock anew from pyproject.toml: `make lock`, or `make lock UPGRADE="ruff nbval"`.

Without names, every version stays that still fits; those of UPGRADE become the newest that do. uv does the
work; where there is none, one is installed into build/. It asks where pip asks; the lock names no such place.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
OWN = ROOT / "build" / "uv"  # a throw-away environment with nothing but uv
OPTIONS = (
    *("--universal", "--fork-strategy", "fewest", "--python-version", "3.11", "--all-extras"),
    *("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"),
)
# What pip calls a setting, and what uv calls it.
SETTINGS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_EXTRA_INDEX_URL",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def settings(listed):
    r"""Return the variables that tell uv what `pip config list` says; the environment overrules files.

    >>> settings(":env:.cert='own.pem'\nglobal.cert='theirs.pem'\nglobal.find-links='wheels more'")
    {'SSL_CERT_FILE': 'own.pem', 'UV_FIND_LINKS': 'wheels,more'}
    """
    found = {}
    lines = sorted(listed.splitlines(), key=lambda line: line.startswith(":env:"))
    for name, value in re.findall(r"^\S*\.([a-z-]+)='(.*)'$", "\n".join(lines), re.MULTILINE):
        if name in SETTINGS:
            separator = "," if name == "find-links" else " "
            found[SETTINGS[name]] = separator.join(value.replace("\\n", " ").split())
    if "UV_EXTRA_INDEX_URL" in found:
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip: the best version of all places
    return found


def environment():
    """Return the variables that uv is started with."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    )
    return settings(listed.stdout) | os.environ


def find_uv(install=True):
    """Return the path of uv, the system's or our own, or None where there is none and none is wanted."""
    own = OWN / ("Scripts" if os.name == "nt" else "bin")
    if (found := shutil.which("uv") or shutil.which("uv", path=own)) or not install:
        return found
    venv.create(OWN, with_pip=True)
    subprocess.run([own / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
    return shutil.which("uv", path=own)


def compile_lock(uv, output, *options):
    """Run `uv pip compile` and return the finished process."""
    command = [uv, "pip", "compile", *OPTIONS, "pyproject.toml", "--output-file", str(output), *options]
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)


def main(arguments):
    """Compile the lock, say which versions changed, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("upgrade", nargs="*", help="packages to bring to their newest version")
    names = parser.parse_args(arguments).upgrade
    before = pins(LOCK.read_text(encoding="utf-8"))
    finished = compile_lock(find_uv(), LOCK, *(f"--upgrade-package={name}" for name in names))
    if finished.returncode:
        print(finished.stderr, file=sys.stderr)
        return finished.returncode
    after = pins(LOCK.read_text(encoding="utf-8"))
    for name in sorted(before | after):
        if before.get(name) != after.get(name):
            print(f"{name}: {before.get(name, 'new')} → {after.get(name, 'gone')}")
    if before == after:
        print("nothing changed: every version stays" + (f", {' '.join(names)} too" if names else ""))
    return 0


def pins(lock):
    """Return {name: version} of a lock's text.

    >>> pins("ruff==0.17.5 \\\\\\n    --hash=sha256:00\\nappnope==1.0.0 ; sys_platform == 'darwin'")
    {'ruff': '0.17.5', 'appnope': '1.0.0'}
    """
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", lock, re.MULTILINE))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
