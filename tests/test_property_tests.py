"""Property tests: red ones are red at once."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st


def test_a_failing_property_is_not_shrunk(request):
    if request.config.getoption("--hypothesis-profile") == "shrink":
        pytest.skip("shrinking was asked for")
    calls = []

    @settings(derandomize=True)
    @given(st.lists(st.integers(0, 10**6)))
    def never_long(numbers):
        calls.append(numbers)
        assert sum(numbers) < 10**6

    with pytest.raises(AssertionError):
        never_long()
    failures = [numbers for numbers in calls if sum(numbers) >= 10**6]
    assert 1 <= len(failures) <= 3  # found, and shown once more
    assert not {Phase.shrink, Phase.explain} & set(settings().phases)
