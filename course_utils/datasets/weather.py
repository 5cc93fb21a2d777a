"""Four years of weather in Seattle: a real sequence of numbers."""

from dataclasses import dataclass

import numpy as np

from course_utils.datasets.base import Dataset, data_file


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Weather(Dataset):
    """One row of measurements a day; see `load_weather`."""

    dates: np.ndarray
    values: np.ndarray
    names: tuple[str, ...]
    units: tuple[str, ...]
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray

    def column(self, name: str) -> np.ndarray:
        """Take one measurement of every day.

        Parameters
        ----------
        name : str
            One of `names`.

        Returns
        -------
        numpy.ndarray of float64 (1461,)
            One number a day.

        Raises
        ------
        ValueError
            If there is no such measurement.

        Examples
        --------
        >>> load_weather().column("temp_max")[:3]
        array([12.8, 10.6, 11.7])
        """
        if name not in self.names:
            raise ValueError(f"name must be one of {self.names}; got {name!r}")
        return self.values[:, self.names.index(name)]


def load_weather() -> Weather:
    """Read the daily weather of Seattle from 2012 to 2015.

    Returns
    -------
    Weather
        A data set with `dates` (1461,), datetime64[D]; `values` (1461, 4), float64; `names` and
        `units` of its four columns: precipitation in mm, highest and lowest temperature in °C, wind
        in m/s. The future must not teach the past, so the split follows the calendar: index arrays
        `train` (2012 and 2013), `validation` (2014) and `test` (2015).

    Raises
    ------
    FileNotFoundError
        If the folder `data/` is missing.

    References
    ----------
    NOAA, by way of the package vega_datasets.

    Examples
    --------
    >>> weather = load_weather()
    >>> weather.values.shape, str(weather.dates[0]), str(weather.dates[-1])
    ((1461, 4), '2012-01-01', '2015-12-31')
    """
    path = data_file("seattle_weather.csv")
    with path.open(encoding="utf-8") as file:
        names = tuple(file.readline().strip().split(",")[1:])
        table = np.array([line.strip().split(",") for line in file])
    dates = table[:, 0].astype("datetime64[D]")
    year = dates.astype("datetime64[Y]").astype(int) + 1970
    return Weather(
        dates=dates,
        values=table[:, 1:].astype(np.float64),
        names=names,
        units=("mm", "°C", "°C", "m/s"),
        train=np.flatnonzero(year <= 2013),
        validation=np.flatnonzero(year == 2014),
        test=np.flatnonzero(year == 2015),
        licence="public domain (NOAA)",
        source="NOAA daily summaries for Seattle, by way of the package vega_datasets 0.9.0",
    )
