"""Install the course into the Python that runs this: the locked versions, then the package itself.

    python -m tools.install

Uses the standard library only: it runs in an environment that is still empty.
"""

import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
EVERY = 40  # packages between two lines of progress

BEFORE = """\
Installing what the course needs, once: {count} Python packages, chiefly TensorFlow with Keras, JupyterLab,
scikit-learn and matplotlib, in the versions that the course is tested with. About 1.5 GB on the disk;
from two minutes to a quarter of an hour, depending on your network. All of it goes into {place}."""


def locked(lock=LOCK):
    """Return how many packages the lock names."""
    return sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())


def progress(lines, count):
    """Yield, from pip's lines, a line of progress now and then."""
    fetched = 0
    for line in lines:
        if line.startswith("Collecting "):
            fetched += 1
            if fetched % EVERY == 0:
                yield f"  {fetched} of about {count} packages"
        elif line.startswith("Installing collected packages"):
            yield "  all fetched; unpacking them"


def pip(*arguments, count=0):
    """Run pip quietly; return its exit status. What it complains about goes to stderr, as pip writes it."""
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off"]
    with subprocess.Popen([*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        for line in progress(process.stdout, count):
            print(line, flush=True)
    return process.returncode


def main():
    """Install; return the status of the first step that fails."""
    count = locked()
    print(BEFORE.format(count=count, place=Path(sys.prefix).name), flush=True)
    failed = pip("--require-hashes", "--requirement", str(LOCK), count=count)
    failed = failed or pip("--no-deps", "--no-build-isolation", "--editable", ".")
    if failed:
        print(
            "The installation stopped. With a network, run the same command again: it goes on.",
            file=sys.stderr,
        )
        return failed
    print("  compiling, so that Keras starts in seconds", flush=True)
    compiler = [sys.executable, "-m", "compileall", "-q", "-j", "0", sysconfig.get_path("purelib")]
    # A package's templates need not compile.
    subprocess.run(compiler, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    print("Installed.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
