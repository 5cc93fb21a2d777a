"""Write recall.csv: which recurrent layers learn the recall task at which gap.

The measurement itself is `tools/measure_recall.py`, which runs on the course's own environment and takes
about eight minutes on one idle core:

    .venv/bin/python data/make_recall.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.measure_recall import main

main([])
