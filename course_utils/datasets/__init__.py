"""Small data sets, each loaded by one function that needs no network and takes less than two seconds.

A loader returns a frozen dataclass: the data, and where it comes from (`source`) on which terms (`licence`).
Where there is something to learn from examples, `train`, `validation` and `test` are arrays of indices, drawn
once and for all: `digits.images[digits.train]`.
"""

from course_utils.datasets.candidates import candidates_table
from course_utils.datasets.decks import deck_sentences
from course_utils.datasets.digits import load_digits
from course_utils.datasets.glove import load_glove
from course_utils.datasets.news import load_news_corpus
from course_utils.datasets.restaurant import restaurant_reviews
from course_utils.datasets.splice_sites import load_splice_sites
from course_utils.datasets.tunes import load_tune, load_tunes, synthesise
from course_utils.datasets.weather import load_weather

__all__ = [
    "candidates_table",
    "deck_sentences",
    "load_digits",
    "load_glove",
    "load_news_corpus",
    "load_splice_sites",
    "load_tune",
    "load_tunes",
    "load_weather",
    "restaurant_reviews",
    "synthesise",
]
