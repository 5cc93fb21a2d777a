"""Write seattle_weather.csv: the numbers of four years of weather in Seattle.

Needs the package vega_datasets (0.9.0), which ships the table. Use a throw-away environment:

    python -m venv ../maker
    ../maker/bin/pip install --no-deps vega_datasets==0.9.0
    ../maker/bin/python data/make_seattle_weather.py

The column of words (rain, sun, …) is left out: the course writes its own weather reports from the numbers.
"""

import csv
from importlib.util import find_spec
from pathlib import Path

package = Path(find_spec("vega_datasets").submodule_search_locations[0])
columns = ["date", "precipitation", "temp_max", "temp_min", "wind"]

with (
    (package / "_data" / "seattle-weather.csv").open(encoding="utf-8") as origin,
    Path(__file__).with_name("seattle_weather.csv").open("w", encoding="utf-8", newline="") as target,
):
    table = csv.DictWriter(target, columns, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows(row | {"date": row["date"].replace("/", "-")} for row in csv.DictReader(origin))
