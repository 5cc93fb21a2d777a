"""The environment check says what is wrong and what to do about it."""

import sys
import tomllib

from packaging.requirements import Requirement

from course_utils import check_env


def test_a_missing_package_fails_and_says_what_to_do():
    finding = check_env.check_package("no-such-package", {})
    assert not finding.ok
    assert str(finding).startswith("FAIL")
    assert "make install" in str(finding)


def test_an_old_or_a_future_python_fails():
    assert not check_env.check_python((3, 10, 9)).ok
    assert not check_env.check_python((3, 14, 0)).ok
    assert check_env.check_python((3, 13, 2)).ok


def test_another_version_than_the_locked_one_is_told():
    assert "CI tests 0.0.1" in check_env.check_package("numpy", {"numpy": "0.0.1"}).found


def test_a_course_without_its_notebooks_fails(tmp_path):
    finding = check_env.check_course_files(tmp_path)
    assert not finding.ok
    assert "notebooks, data" in finding.found


def test_the_exit_status_tells_the_makefile(monkeypatch, capsys):
    assert check_env.main() == 0
    monkeypatch.setattr(check_env, "packages", lambda: ["no-such-package"])
    assert check_env.main() == 1
    assert "1 of" in capsys.readouterr().out


def project():
    return tomllib.loads((check_env.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_direct_dependency_is_asked_for():
    asked = {one for name in check_env.packages() for one in check_env.ALTERNATIVES.get(name, (name,))}
    assert asked == {Requirement(line).name for line in project()["dependencies"]}
    assert {finding.name for finding in check_env.findings()} > set(check_env.packages())


def test_the_pythons_are_those_that_the_project_declares():
    low, high = (".".join(map(str, version)) for version in check_env.PYTHONS)
    assert project()["requires-python"] == f">={low},<{high}"


def test_without_the_project_file_the_course_is_missing(tmp_path):
    assert check_env.packages(tmp_path / "pyproject.toml") == []


def test_an_old_python_is_told_what_it_lacks_and_no_more(monkeypatch, capsys):
    old = check_env.check_python((3, 10, 9))
    monkeypatch.setattr(check_env, "check_python", lambda: old)
    monkeypatch.setitem(sys.modules, "tomllib", None)  # as in 3.10: importing it raises
    assert check_env.main() == 1
    assert capsys.readouterr().out.endswith("1 of 1 requirements failed.\n")
