"""What all data sets share: where files lie, how examples are split, and how a data set prints itself."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Dataset:
    """The base of every data set: `licence` and `source`, two strings, and a short way to print itself.

    Examples
    --------
    >>> Dataset(licence="CC0", source="our own")
    Dataset(licence='CC0', source='our own')
    """

    licence: str
    source: str

    def __repr__(self) -> str:
        shown = ", ".join(f"{field.name}={_brief(getattr(self, field.name))}" for field in fields(self))
        return f"{type(self).__name__}({shown})"


def _brief(value) -> str:
    if isinstance(value, np.ndarray):
        return f"<{value.dtype} {value.shape}>"
    if hasattr(value, "__len__") and not isinstance(value, str) and len(value) > 5:
        return f"<{type(value).__name__} of {len(value)}>"
    return repr(value)


def data_file(name: str) -> Path:
    """Find a file in the folder `data/` of the repository.

    Parameters
    ----------
    name : str
        The file's name.

    Returns
    -------
    pathlib.Path
        Its path.

    Raises
    ------
    FileNotFoundError
        If the folder does not hold it.

    Examples
    --------
    >>> data_file("seattle_weather.csv").name
    'seattle_weather.csv'
    """
    path = DATA / name
    if not path.is_file():
        raise FileNotFoundError(
            f"data/{name} is missing: the data sets live in the course's repository, so install the package "
            "from there with `pip install --editable .`"
        )
    return path


def package_file(package: str, *parts: str) -> Path:
    """Find a file or folder inside an installed package without importing the package.

    Parameters
    ----------
    package : str
        Its import name.
    *parts : str
        The path inside it.

    Returns
    -------
    pathlib.Path
        The path.

    Raises
    ------
    FileNotFoundError
        If the package or the file is missing.

    Examples
    --------
    >>> package_file("gensim", "test", "test_data").name
    'test_data'
    """
    spec = find_spec(package)
    path = Path(spec.submodule_search_locations[0], *parts) if spec else None
    if path is None or not path.exists():
        raise FileNotFoundError(
            f"{'/'.join((package, *parts))} is missing: install the packages of requirements.lock"
        )
    return path


def split(groups: int | Sequence[Hashable]) -> dict[str, np.ndarray]:
    """Draw train, validation and test examples, 70, 15 and 15 per cent of the groups, always the same.

    Parameters
    ----------
    groups : int or sequence of hashable
        The group of each example, whose members all go to the same side (versions of one text, say), or
        a number of examples that each stand alone.

    Returns
    -------
    dict of str to numpy.ndarray
        Three integer arrays of indices.

    Raises
    ------
    ValueError
        If fewer than ten groups are to be split.

    Examples
    --------
    >>> {name: len(indices) for name, indices in split(100).items()}
    {'train': 70, 'validation': 15, 'test': 15}
    """
    examples: dict[Hashable, list[int]] = {}
    for i, group in enumerate(range(groups) if isinstance(groups, int) else groups):
        examples.setdefault(group, []).append(i)
    if len(examples) < 10:
        raise ValueError(f"groups must be at least 10 to be split; got {len(examples)}")

    members = list(examples.values())
    order = np.random.default_rng(0).permutation(len(members))
    held_out = round(0.15 * len(members))
    sides = {
        "train": order[2 * held_out :],
        "validation": order[held_out : 2 * held_out],
        "test": order[:held_out],
    }
    return {name: np.array([i for group in side for i in members[group]]) for name, side in sides.items()}
