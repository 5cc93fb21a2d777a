"""Human 5' splice sites: nine bases around the place where an exon ends and an intron begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from course_utils.datasets.base import Dataset, data_file, split

BASES = "ACGT"
CERTAIN = 3  # a 9-mer counts as a real site from this many uses on: fewer may be slips of the annotation


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class SpliceSites(Dataset):
    """Stretches of DNA, how often the genome uses them, a question of yes or no; see `load_splice_sites`."""

    sites: np.ndarray
    counts: np.ndarray
    vocabulary: tuple[str, ...]
    sequences: np.ndarray
    bases: np.ndarray
    labels: np.ndarray
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray

    def encode(self, sequences: Sequence[str]) -> np.ndarray:
        """Write the bases of sequences of equal length as numbers: A 0, C 1, G 2, T 3.

        Parameters
        ----------
        sequences : sequence of str
            N strings of T letters.

        Returns
        -------
        numpy.ndarray of int64 (N, T)
            Numbers from 0 to 3.

        Raises
        ------
        ValueError
            If lengths differ or a letter is none of the four.

        Examples
        --------
        >>> load_splice_sites().encode(["CAGGTAAGT", "AAAGCCCCC"])
        array([[1, 0, 2, 2, 3, 0, 0, 2, 3],
               [0, 0, 0, 2, 1, 1, 1, 1, 1]])
        """
        return encode(sequences)


def encode(sequences: Sequence[str]) -> np.ndarray:
    """Write the bases of sequences of equal length as numbers; see `SpliceSites.encode`.

    Parameters
    ----------
    sequences : sequence of str
        N strings of T letters.

    Returns
    -------
    numpy.ndarray of int64 (N, T)
        Numbers from 0 to 3.

    Raises
    ------
    ValueError
        If lengths differ or a letter is none of the four.

    Examples
    --------
    >>> encode(["ACGT", "TTTT"])
    array([[0, 1, 2, 3],
           [3, 3, 3, 3]])
    """
    lengths = {len(sequence) for sequence in sequences}
    if len(lengths) != 1:
        raise ValueError(f"sequences must have one length; got {sorted(lengths)}")
    if strange := set().union(*sequences) - set(BASES):
        raise ValueError(f"sequences must be spelled with {BASES}; got {sorted(strange)}")
    return np.array([[BASES.index(base) for base in sequence] for sequence in sequences])


def load_splice_sites() -> SpliceSites:
    """Read the counts of human 5' splice sites, and pose the question "is this 9-mer a splice site?".

    All 9-mers have the form NNNGYNNNN (Y is C or T), so 4⁷ · 2 = 32,768 are possible. Sites are used at least
    three times; non-sites never; those used once or twice are left out as doubtful. All have the usual GT
    after the third base, so that only the seven free bases decide, and as many non-sites are drawn as there
    are sites. A non-site is *not used*, which is not *proved unfit*.

    Measured on the test part: logistic regression on counts of bases 0.704, on one-hot positions 0.894, an
    LSTM of 32 units (4,769 parameters, 7 s) 0.92.

    Returns
    -------
    SpliceSites
        A data set with `sites` (10227,), the 9-mers the genome uses, as strings, and `counts` (10227,),
        int64, how often; `vocabulary`, the four bases in the order of their numbers; the question:
        `sequences` (6414,) strings, `bases` (6414, 9), int64 from 0 to 3, `labels` (6414,), int64, 1 for a
        site; index arrays `train`, `validation`, `test`. No 9-mer comes twice.

    Raises
    ------
    FileNotFoundError
        If the folder `data/` is missing.

    References
    ----------
    GENCODE annotation of hg38 (Frankish et al. 2019), by way of the package logomaker (Tareen and Kinney
    2020).

    Examples
    --------
    >>> splice = load_splice_sites()
    >>> splice.sites[splice.counts.argmax()], splice.counts.max(), splice.counts.sum()
    (np.str_('CAGGTGAGT'), np.int64(3729), np.int64(298479))
    >>> splice.bases.shape, splice.labels.mean()
    ((6414, 9), np.float64(0.5))
    """
    table = np.loadtxt(data_file("splice_sites.csv"), dtype=str, delimiter=",", skiprows=1)
    sites, counts = table[:, 0], table[:, 1].astype(np.int64)

    used = set(sites)
    certain = [site for site, count in zip(sites, counts, strict=True) if count >= CERTAIN and site[4] == "T"]
    unused = [
        site for site in map("".join, product(*[BASES] * 3, "G", "T", *[BASES] * 4)) if site not in used
    ]
    non_sites = np.random.default_rng(0).choice(unused, size=len(certain), replace=False)
    sequences = np.concatenate([certain, non_sites])
    return SpliceSites(
        sites=sites,
        counts=counts,
        vocabulary=tuple(BASES),
        sequences=sequences,
        bases=encode(sequences),
        labels=np.repeat([1, 0], len(certain)),
        **split(len(sequences)),
        licence="MIT (logomaker)",
        source="5' splice sites of hg38 by GENCODE annotation, by way of the package logomaker 0.8.7",
    )
