"""Handwritten digits: the picture goes in, one label comes out, and nothing recurs."""

from dataclasses import dataclass

import numpy as np

from course_utils.datasets.base import Dataset, package_file, split


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Digits(Dataset):
    """Small grey pictures of handwritten digits; see `load_digits`."""

    images: np.ndarray
    labels: np.ndarray
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def load_digits() -> Digits:
    """Read scikit-learn's handwritten digits.

    Returns
    -------
    Digits
        A data set with `images` (1797, 8, 8), float64 from 0 (paper) to 16 (ink); `labels` (1797,),
        int64 from 0 to 9; index arrays `train`, `validation`, `test`.

    Raises
    ------
    FileNotFoundError
        If scikit-learn is not installed.

    References
    ----------
    E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI repository, 1998.

    Examples
    --------
    >>> digits = load_digits()
    >>> digits.images.shape, digits.images.max(), digits.labels[:5]
    ((1797, 8, 8), np.float64(16.0), array([0, 1, 2, 3, 4]))
    """
    table = np.loadtxt(package_file("sklearn", "datasets", "data", "digits.csv.gz"), delimiter=",")
    return Digits(
        images=table[:, :-1].reshape(-1, 8, 8),
        labels=table[:, -1].astype(np.int64),
        **split(len(table)),
        licence="CC BY 4.0 (UCI repository); read from the installed package scikit-learn, BSD-3-Clause",
        source="test part of E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, 1998",
    )
