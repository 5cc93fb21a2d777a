"""The environment check says what is wrong and what to do about it."""

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
    monkeypatch.setattr(check_env, "PACKAGES", ("no-such-package",))
    assert check_env.main() == 1
    assert "1 of" in capsys.readouterr().out
