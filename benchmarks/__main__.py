"""Measure everything and write benchmarks/results.md: `python -m benchmarks`."""

import platform
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy  # noqa: F401  (so that its BLAS is loaded and can be named)
from threadpoolctl import threadpool_info

from benchmarks import targets

ROOMS = ("recurrent", "decoding", "rouge")
PACKAGES = (
    "numpy",
    "keras",
    "tensorflow-cpu",
    "tensorflow",
    "torch",
    "rapidfuzz",
    "rouge-score",
    "rouge-score-rs",
)
RESULTS = Path(__file__).with_name("results.md")


def processor():
    """The processor's model, where the system tells it."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def versions():
    """What was measured: Python and each package that is installed."""
    found = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    # Where NumPy's OpenBLAS does not know the processor, it falls back to older kernels: that decides ratios.
    libraries = threadpool_info()
    found += [
        f"{lib['internal_api']} {lib['version']} ({lib['architecture']} kernels)"
        for lib in libraries
        if "architecture" in lib
    ]
    return ", ".join(found)


def markdown(title, header, rows):
    """A table in Markdown, with its title above.

    >>> print(markdown("Title", ["a", "b"], [[1, 2]]))
    ## Title
    <BLANKLINE>
    | a | b |
    | --- | --- |
    | 1 | 2 |
    """
    lines = [header, ["---"] * len(header), *rows]
    return f"## {title}\n\n" + "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def main():
    parts = [
        "# Benchmarks",
        "Written by `make bench`. Every figure is the median of runs that took turns, on one thread.",
        f"Processor: {processor()}. {versions()}.",
    ]
    measured = []
    for room in ROOMS:
        print(f"measuring {room} ...", flush=True)
        tables = import_module(f"benchmarks.{room}").rows()
        for table in [tables] if isinstance(tables, tuple) else tables:
            measured.append(table)
            parts.append(markdown(*table))
            print(parts[-1], flush=True)
    parts.append(targets.summary(measured))
    print(parts[-1])
    RESULTS.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(f"written to {RESULTS.name}")


if __name__ == "__main__":
    main()
