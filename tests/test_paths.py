"""No file of the course holds a path of the machine it was made on, an index address, or a second lock."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Written so that no pattern matches its own text. The folders of "me" are examples.
MACHINES = re.compile(
    r"(?<![\w.~-])/(?:tmp|var/folders|var/tmp|opt|mnt|srv|media|root|scratch|workspace|private/var)\b/(?!me/)[\w.]"
    r"|/(?:home|Users)/[A-Za-z][\w.-]*/|\b[A-Z]:\\+(?:Users|Windows)\\"
)
INDEXES = re.compile(
    r"https?://[^\s\"'<>)]*(?:pypi|/simple\b|artifactory|devpi|nexus)|--(?:extra-)?index-url\b\S"
)
SECOND_LOCKS = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "conda-lock.yml"}


def files(root=ROOT):
    """Return the names of all files that git tracks, or would track: what is ignored is left out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if (root / name).is_file()]


def own_paths():
    """Return the checkout's and the home's path, where they are long enough to mean something."""
    return [str(place) for place in {ROOT, Path.home()} if len(place.parts) > 2]


def problems(name, text, places=()):
    """Return what in a file belongs to one machine or one package index."""
    patterns = [
        MACHINES,
        INDEXES,
        *(re.compile(rf"(?<![\w.-]){re.escape(place)}(?![\w-])") for place in places),
    ]
    found = [f"{name} holds {match[0]}" for pattern in patterns for match in pattern.finditer(text)]
    if Path(name).name in SECOND_LOCKS:
        found.append(f"{name} is a second lock")
    return found


def test_no_file_holds_a_path_of_this_machine():
    names, places = files(), own_paths()
    assert {"pyproject.toml", "tests/test_paths.py"} <= set(names)
    # Latin-1 reads any bytes: pictures and archives carry paths in their metadata too.
    found = [
        problem for name in names for problem in problems(name, (ROOT / name).read_text("latin-1"), places)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "see /{}/lesson.py".format("tmp"),
        'File "/{}/anna/course/x.py"'.format("home"),
        "/{}/anna/course".format("Users"),
        "/{}/.cache".format("root"),
        "/{}/conda/bin/python".format("opt"),
        "'/{}/data/x.npy'".format("mnt"),
        "/{}/checkouts/other".format("srv"),
        "/{}/anna/disk".format("media"),
        "/{}/anna".format("scratch"),
        "/var/{}/x".format("tmp"),
        "C:\\{}\\Anna".format("Users"),
        "/data/checkouts/course/notebooks",
        "https://{}.org/project/numpy".format("pypi"),
        "https://mirror.example.org/{}/".format("simple"),
    ],
)
def test_a_path_or_an_index_is_found(text):
    assert len(problems("page.md", f"a\n{text}\nb", ["/data/checkouts/course"])) == 1


def test_a_file_that_is_not_tracked_yet_is_read(tmp_path):
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    (tmp_path / "tracked.md").write_text("a")
    subprocess.run([*git, "add", "tracked.md"], check=True)
    (tmp_path / "untracked.md").write_text("b")
    (tmp_path / ".gitignore").write_text("ignored.md\n")
    (tmp_path / "ignored.md").write_text("c")
    assert sorted(files(tmp_path)) == [".gitignore", "tracked.md", "untracked.md"]


def test_a_second_lock_is_found():
    assert problems("uv.lock", "") == ["uv.lock is a second lock"]


@pytest.mark.parametrize(
    "text",
    [
        "notebooks/00_welcome.ipynb",
        "https://example.org/home/",
        "/data/checkouts/course2",
        "build/opt/x",
        "/srv/me/data.csv",
        "https://example.org/opt/x",
        "~/opt/x",
        "the/home/of x",
        "tmp_path",
    ],
)
def test_other_texts_are_left_alone(text):
    assert problems("page.md", text, ["/data/checkouts/course"]) == []
