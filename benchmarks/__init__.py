"""Side-by-side comparisons with peers: `python -m benchmarks` measures them all and writes results.md."""

import os

# One thread for everybody, set before any of the numerical libraries is loaded.
for variable in (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
):
    os.environ[variable] = "1"
