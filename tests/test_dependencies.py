"""Two doors, one set of versions: pyproject.toml, requirements.lock and environment.yml agree."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tools.lock import compile_lock, find_uv, settings

ROOT = Path(__file__).resolve().parents[1]
PLATFORMS = [  # (sys_platform, platform_machine), the machines that learners have
    ("linux", "x86_64"),
    ("linux", "aarch64"),
    ("darwin", "arm64"),
    ("darwin", "x86_64"),
    ("win32", "AMD64"),
]
PYTHONS = ["3.11", "3.12", "3.13"]


def direct(pyproject):
    """Return the requirements of the package and of all its extras."""
    project = tomllib.loads(pyproject)["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(name) for group in groups for name in group]


def locked(lock):
    """Return (requirement, its hashes) for every package of the lock."""
    joined = lock.replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    return [
        (Requirement(re.split(r"\s+--hash", line)[0]), re.findall(r"--hash=(\S+)", line)) for line in lines
    ]


def reasons(environment):
    """Return {name: reason} of the comment lines `# name: reason`."""
    return dict(re.findall(r"^\s*# ([A-Za-z0-9._-]+): (.+)$", environment, re.MULTILINE))


def applies(requirement, platform, python):
    """Return whether a requirement's marker holds on a platform."""
    system, machine = platform
    variables = default_environment() | {
        "sys_platform": system,
        "platform_machine": machine,
        "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[system],
        "os_name": "nt" if system == "win32" else "posix",
        "python_version": python,
        "python_full_version": f"{python}.5",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    return requirement.marker is None or requirement.marker.evaluate(variables)


def lock_problems(pyproject, lock):
    """Return where the lock does not pin what pyproject names, or pins loosely."""
    problems = []
    packages = locked(lock)
    for requirement, hashes in packages:
        if not re.fullmatch(r"==[^*,]+", str(requirement.specifier)):
            problems.append(f"{requirement} is not pinned exactly")
        if not hashes or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes):
            problems.append(f"{requirement.name} has no hash")
    for wanted in direct(pyproject):
        for platform in PLATFORMS:
            for python in PYTHONS:
                if not applies(wanted, platform, python):
                    continue
                pins = [
                    pin
                    for pin, _ in packages
                    if canonicalize_name(pin.name) == canonicalize_name(wanted.name)
                    and applies(pin, platform, python)
                ]
                if len(pins) != 1:
                    problems.append(
                        f"{wanted.name} is pinned {len(pins)} times for {platform}, Python {python}"
                    )
                elif not wanted.specifier.contains(
                    str(pins[0].specifier).removeprefix("=="), prereleases=True
                ):
                    problems.append(f"{pins[0]} does not satisfy {wanted}")
    return problems


def address_problems(text):
    """Return the lines that name an index or any other place to fetch from."""
    return [line for line in text.splitlines() if re.search(r"://|--(extra-)?index|find-links|^-[if] ", line)]


def environment_problems(pyproject, environment):
    """Return where environment.yml differs: reasons, Python's range, and what it installs."""
    problems = []
    names = {canonicalize_name(requirement.name) for requirement in direct(pyproject)}
    given = {canonicalize_name(name): reason for name, reason in reasons(environment).items()}
    problems += [f"no reason for {name}" for name in sorted(names - set(given))]
    problems += [f"a reason for {name}, which is no direct dependency" for name in sorted(set(given) - names)]
    body = re.search(r"^dependencies:\n((?:[ -].*\n?)+)", environment, re.MULTILINE)[1]
    entries = re.findall(r"^\s*- (.+)$", body, re.MULTILINE)
    pythons = [entry.removeprefix("python") for entry in entries if re.match(r"python\b", entry)]
    required = tomllib.loads(pyproject)["project"]["requires-python"]
    if [SpecifierSet(python) for python in pythons] != [SpecifierSet(required)]:
        problems.append(f"environment.yml wants Python {pythons}, pyproject.toml {required}")
    rest = [entry for entry in entries if not re.match(r"python\b", entry)]
    if rest != ["pip", "pip:", "-r requirements.lock"]:
        problems.append(f"environment.yml installs {rest}, not the lock alone")
    return problems


def transitive_problems(pyproject, lock):
    """Return what the installed packages need, from the direct dependencies on, and the lock does not pin."""
    here = default_environment()
    pins = {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin, _ in locked(lock)
        if pin.marker is None or pin.marker.evaluate(here)
    }
    problems, seen = set(), set()
    wanted = [requirement for requirement in direct(pyproject) if is_needed(requirement, "")]
    while wanted:
        requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        if name not in pins:
            problems.add(f"{name} is needed and not pinned")
            continue
        if not requirement.specifier.contains(pins[name], prereleases=True):
            problems.add(f"{name}=={pins[name]} does not satisfy {requirement}")
        for extra in {"", *requirement.extras} - {extra for known, extra in seen if known == name}:
            seen.add((name, extra))
            wanted += [needed for needed in needs(name, pins[name]) if is_needed(needed, extra)]
    return sorted(problems)


def needs(name, version):
    """Return what an installed package of this version says it needs; nothing where it is not installed."""
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return []
    return [Requirement(line) for line in installed.requires or []] if installed.version == version else []


def is_needed(requirement, extra):
    """Return whether a requirement holds here, for an extra or, with an empty name, without any."""
    return requirement.marker is None or requirement.marker.evaluate(default_environment() | {"extra": extra})


def registry_problems(lock, fresh):
    """Return where a lock differs from one that was compiled afresh with the same versions.

    A registry may have more files of a version than on the day of the lock, and a mirror may have fewer. A
    hash that was altered shows on both sides.
    """
    ours = {str(pin): set(hashes) for pin, hashes in locked(lock)}
    theirs = {str(pin): set(hashes) for pin, hashes in locked(fresh)}
    problems = [f"{pin} is needed and not pinned" for pin in sorted(set(theirs) - set(ours))]
    problems += [f"{pin} is pinned and not needed" for pin in sorted(set(ours) - set(theirs))]
    for pin in sorted(set(ours) & set(theirs)):
        if ours[pin] - theirs[pin] and theirs[pin] - ours[pin]:
            problems.append(f"{pin} has hashes that the registry does not know")
    return problems


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


# --- the three files ---------------------------------------------------------


def test_the_lock_pins_every_direct_dependency_on_every_platform():
    assert lock_problems(read("pyproject.toml"), read("requirements.lock")) == []


def test_every_dependency_has_its_reason_and_conda_installs_the_lock():
    assert environment_problems(read("pyproject.toml"), read("environment.yml")) == []


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock", "environment.yml"])
def test_no_file_names_an_index(name):
    assert address_problems(read(name)) == []


def test_the_lock_pins_what_the_installed_packages_need():
    assert transitive_problems(read("pyproject.toml"), read("requirements.lock")) == []


def test_the_registry_gives_the_same_lock(say, tmp_path):
    if not (uv := find_uv(install=False)):
        say("NOT RUN: the lock was not compared with the registry, for want of uv (`make lock` installs one)")
        return
    versions = tmp_path / "versions.txt"
    versions.write_text("".join(f"{pin}\n" for pin, _ in locked(read("requirements.lock"))))
    fresh = tmp_path / "requirements.lock"
    finished = compile_lock(uv, fresh, "--constraint", str(versions))
    if finished.returncode and "No solution found" not in finished.stderr:
        say("NOT RUN: the lock was not compared with the registry, which cannot be reached")
        return
    assert finished.returncode == 0, finished.stderr
    assert registry_problems(read("requirements.lock"), fresh.read_text()) == []
    say("the lock was compared with the registry")


# --- small files that must fail ----------------------------------------------

PYPROJECT = """
[project]
requires-python = ">=3.11,<3.14"
dependencies = [
    "numpy>=2.1",
    "tensorflow; sys_platform != 'linux'",
    "tensorflow-cpu; sys_platform == 'linux'",
]
[project.optional-dependencies]
tests = ["pytest"]
"""
HASH = f" \\\n    --hash=sha256:{'0' * 64}\n"
LOCK = "".join(
    pin + HASH
    for pin in (
        "numpy==2.4.0",
        "pytest==9.0.1",
        "tensorflow==2.21.0 ; sys_platform != 'linux'",
        "tensorflow-cpu==2.21.0 ; sys_platform == 'linux'",
    )
)
ENVIRONMENT = """\
# The conda door.
# numpy: arrays
# pytest: runs the tests
# tensorflow: trains
# tensorflow-cpu: the same
name: course
dependencies:
  - python>=3.11,<3.14
  - pip
  - pip:
      - -r requirements.lock
"""


def test_the_small_files_agree():
    assert lock_problems(PYPROJECT, LOCK) == []
    assert environment_problems(PYPROJECT, ENVIRONMENT) == []
    assert address_problems(LOCK) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("numpy==2.4.0", "numpy==2.0.0", "does not satisfy"),
        ("numpy==2.4.0", "numpy>=2.4.0", "not pinned exactly"),
        ("numpy==2.4.0", "numpy==2.*", "not pinned exactly"),
        ("numpy==2.4.0" + HASH, "numpy==2.4.0\n", "numpy has no hash"),
        ("pytest==9.0.1" + HASH, "", "pytest is pinned 0 times"),
        (
            " ; sys_platform != 'linux'",
            " ; sys_platform == 'win32'",
            "tensorflow is pinned 0 times for ('darwin'",
        ),
    ],
)
def test_a_lock_that_differs_is_found(old, new, message):
    assert old in LOCK
    assert message in "\n".join(lock_problems(PYPROJECT, LOCK.replace(old, new)))


def contourpy(lock):
    """Return the line and the hashes of a package that only matplotlib needs."""
    return re.search(r"^contourpy==.*\n(?:    --hash.*\n)+", lock, re.MULTILINE)[0]


def test_a_transitive_pin_that_is_lost_is_found():
    lock = read("requirements.lock")
    lost = lock.replace(contourpy(lock), "")
    assert lock_problems(read("pyproject.toml"), lost) == []
    assert transitive_problems(read("pyproject.toml"), lost) == ["contourpy is needed and not pinned"]
    (problem,) = registry_problems(lost, lock)
    assert re.fullmatch("contourpy==.* is needed and not pinned", problem)


def test_a_transitive_pin_that_does_not_fit_is_found():
    lock = read("requirements.lock")
    old = re.sub(r"==[^ ]+", "==0.1", contourpy(lock), count=1)
    (problem,) = transitive_problems(read("pyproject.toml"), lock.replace(contourpy(lock), old))
    assert problem.startswith("contourpy==0.1 does not satisfy contourpy>=")


def test_a_hash_that_was_altered_is_found():
    lock = read("requirements.lock")
    some = contourpy(lock)
    digest = re.search(r"sha256:(\w+)", some)[1]
    altered = lock.replace(digest, digest[::-1])
    (problem,) = registry_problems(altered, lock)
    assert re.fullmatch("contourpy==.* has hashes that the registry does not know", problem)
    fewer = lock.replace(some, re.sub(r" \\\n    --hash=sha256:\w+$", "", some.rstrip()) + "\n")
    assert fewer != lock
    assert registry_problems(lock, fewer) == registry_problems(fewer, lock) == []


def test_uv_asks_where_pip_asks():
    listed = ":env:.index-url='b'\nglobal.index-url='a'\nglobal.extra-index-url='c\\nd'\nglobal.timeout='9'\n"
    assert settings(listed) == {
        "UV_DEFAULT_INDEX": "b",
        "UV_EXTRA_INDEX_URL": "c d",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# numpy: arrays\n", "", "no reason for numpy"),
        ("# numpy: arrays\n", "# numpy: arrays\n# torch: no\n", "a reason for torch"),
        ("python>=3.11,<3.14", "python>=3.11", "wants Python"),
        ("python>=3.11,<3.14", "pip", "wants Python"),
        ("  - pip\n", "  - pip\n  - numpy=2.4\n", "not the lock alone"),
        ("requirements.lock", "other.txt", "not the lock alone"),
    ],
)
def test_an_environment_that_differs_is_found(old, new, message):
    assert old in ENVIRONMENT
    assert message in "\n".join(environment_problems(PYPROJECT, ENVIRONMENT.replace(old, new)))


@pytest.mark.parametrize(
    "line",
    [
        "--index-url x",
        "--extra-index-url x",
        "--find-links x",
        "-i x",
        "-f x",
        "numpy @ https://example.org/a.whl",
    ],
)
def test_an_address_is_found(line):
    assert address_problems(f"{LOCK}{line}\n") == [line]
