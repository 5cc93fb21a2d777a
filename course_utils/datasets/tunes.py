"""Folk tunes in ABC notation: music that is text, and that can be heard.

The tunes are read from the files of music21's corpus; their notes are read by hand. Measured: music21's own
reader takes 0.05 s a tune, a minute for the book (ours: one second), and agrees with the text on 942 of the
1,059 tunes only: `data/README.md` says where it does not. Tests compare the two.
"""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np

from course_utils.datasets.base import Dataset, package_file, split

LICENCE = "tunes in the public domain (1883); read from the installed package music21, whose corpus says so"
SOURCE = "Ryan's Mammoth Collection (Boston, 1883), transcribed by R. Davies and others, shipped with music21"

REST = 0  # the pitch of silence


class Note(NamedTuple):
    """One note: `pitch` as a MIDI number (60 is middle C; 0 is a rest), `duration` in quarter notes."""

    pitch: int
    duration: float


@dataclass(frozen=True)
class Tune:
    """One tune: `title`, `key` ("G", "Ador" …), `metre` ("6/8" …), `rhythm` ("reel" …) and `abc`, the text.

    `abc` has the lines R, M, L and K and then the music, without fingerings, bowing and remarks.
    """

    title: str
    key: str
    metre: str
    rhythm: str
    abc: str
    licence: str = field(default=LICENCE, repr=False)
    source: str = field(default=SOURCE, repr=False)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """The notes as they are written: repeats once, of a chord the highest note, no grace notes.

        Examples
        --------
        >>> load_tune("Fisher's Hornpipe").notes[:3]
        (Note(pitch=72, duration=0.5), Note(pitch=77, duration=0.25), Note(pitch=72, duration=0.25))
        """
        return read_notes(self.abc)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Tunes(Dataset):
    """A book of tunes; see `load_tunes`."""

    tunes: tuple[Tune, ...]
    characters: tuple[str, ...]
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of all tunes, in the tunes' order.

        Examples
        --------
        >>> load_tunes().titles[0]
        '42d Highland Regiment Strathspey'
        """
        return tuple(tune.title for tune in self.tunes)


def load_tunes() -> Tunes:
    """Read the 1,059 tunes of Ryan's Mammoth Collection.

    Returns
    -------
    Tunes
        A data set with `tunes`, 1,059 of type `Tune`; `characters`, all that occur in their ABC text;
        index arrays `train`, `validation`, `test`, which keep the tunes that are printed twice on one
        side.

    Raises
    ------
    FileNotFoundError
        If music21 is not installed.

    Examples
    --------
    >>> book = load_tunes()
    >>> len(book.tunes), book.tunes[0].key, book.tunes[0].metre
    (1059, 'Am', 'C')
    """
    paths = sorted(package_file("music21", "corpus", "ryansMammoth").glob("*.abc"))
    tunes = tuple(_read_tune(path.read_text(encoding="utf-8")) for path in paths)
    return Tunes(
        tunes=tunes,
        characters=tuple(sorted(set().union(*(tune.abc for tune in tunes)))),
        **split([tune.abc for tune in tunes]),
        licence=LICENCE,
        source=SOURCE,
    )


def load_tune(title: str = "Fisher's Hornpipe") -> Tune:
    """Find one tune of Ryan's Mammoth Collection by its title.

    Parameters
    ----------
    title : str
        In small or capital letters.

    Returns
    -------
    Tune
        The tune as it is printed in the book.

    Raises
    ------
    ValueError
        If no tune has the title, naming those that come near.

    Examples
    --------
    >>> tune = load_tune("fisher's hornpipe")
    >>> tune.key, tune.metre, tune.rhythm
    ('F', '2/4', 'hornpipe')
    """
    tunes = {tune.title.lower(): tune for tune in load_tunes().tunes}
    if title.lower() not in tunes:
        near = [tunes[match].title for match in get_close_matches(title.lower(), tunes, n=3, cutoff=0.4)]
        raise ValueError(f"title must be that of a tune, such as {near}; got {title!r}")
    return tunes[title.lower()]


# A line of ABC such as "K:D" is a field.
_FIELD = re.compile(r"([A-Za-z]):\s*(.*)")
_NOT_SOUNDING = re.compile(r'"[^"]*"|![^!\s]*!|[uv]')


def _read_tune(text: str) -> Tune:
    header: dict[str, str] = {}
    music = []
    for line in _undo_mail(text).splitlines():
        line = line.split("%")[0].rstrip()
        field = _FIELD.fullmatch(line)
        if field and "K" not in header:
            header.setdefault(field[1], field[2])
        elif line and (field is None or field[1] in "KLM"):
            music.append(_NOT_SOUNDING.sub("", line).rstrip("\\ "))
    header = {"L": "1/8", "R": ""} | header  # L: what the standard takes where nothing is said
    words = header["T"].replace("--", " ").strip(" .").split()
    rhythm = header["R"].lower()
    lines = [f"R:{rhythm}", *(f"{letter}:{header[letter]}" for letter in "MLK"), *music]
    return Tune(
        title=" ".join(string.capwords(word) if word.isupper() else word for word in words).replace('"', ""),
        key=header["K"],
        metre=header["M"],
        rhythm=rhythm,
        abc="\n".join(lines) + "\n",
    )


def _undo_mail(text: str) -> str:
    """Undo what e-mail did to some tunes: it spells "=" as "=3D" and breaks lines with a "=" at the end."""
    return re.sub(r"=20$|= *\n", "", text.replace("=3D", "="), flags=re.MULTILINE)


_ELEMENT = re.compile(
    r"""
    ^(?P<field>[A-Z]):(?P<value>.*)$ | \[(?P<inline>[KLM]):(?P<inline_value>[^\]]*)\]
  | \{(?P<grace>[^}]*)\}
  | \((?P<tuplet>[2-9])(?::(?P<time>\d?))?(?::(?P<count>\d?))?
  | \[(?P<chord>(?=[_=^]*[A-Ga-gz])[^\]|]*)\](?P<chord_length>\d*/*\d*)(?P<chord_tie>-?)
  | (?P<accidental>[_=^]*)(?P<letter>[A-Ga-gzx])(?P<octave>[,']*)(?P<length>\d*/*\d*)(?P<tie>-?)
  | (?P<broken>[<>]+)
  | (?P<bar>\|)
    """,
    re.VERBOSE | re.MULTILINE,
)
_SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTALS = {"__": -2, "_": -1, "=": 0, "^": 1, "^^": 2}
_FIFTHS = "FCGDAEB"  # sharps are added to a key in this order, flats in the reverse one
_MODES = {"": 0, "maj": 0, "m": -3, "min": -3, "dor": -2, "mix": -1, "lyd": 1, "phr": -4}


def read_notes(abc: str) -> tuple[Note, ...]:
    r"""Read the notes of a tune in ABC notation: what lessons need of the ABC standard 2.1, not all of it.

    Keys and modes, accidentals to the end of the bar, octaves, lengths, dotted pairs, tuplets, chords
    (their highest note), ties and rests are understood; repeats are played once and grace notes not at
    all.

    Parameters
    ----------
    abc : str
        Lines with the fields L and K and the music.

    Returns
    -------
    tuple of Note
        In the order they are played.

    Raises
    ------
    ValueError
        If a key is not understood.

    Examples
    --------
    >>> read_notes("L:1/8\nK:D\nFA d2|z2 =f>e|")
    (Note(pitch=66, duration=0.5), Note(pitch=69, duration=0.5), Note(pitch=74, duration=1.0),
     Note(pitch=0, duration=1.0), Note(pitch=77, duration=0.75), Note(pitch=76, duration=0.25))
    """
    unit, key, compound = Fraction(1, 8), {}, False
    bar = {}  # accidentals written in this bar; as in print, each holds for its own octave
    notes = []  # [pitch, duration, whether it is tied to the next]
    shorter = Fraction(1)  # what a broken rhythm before it does to the next note
    tuplet, left = Fraction(1), 0  # what a tuplet does to the notes that are left in it

    for element in _ELEMENT.finditer(abc):
        if field := element["field"] or element["inline"]:
            value = (element["value"] or element["inline_value"] or "").strip()
            if field == "K":
                key = _key_signature(value)
            elif field == "L":
                unit = Fraction(value)
            elif field == "M":
                compound = value in ("6/8", "9/8", "12/8")
        elif element["bar"]:
            bar = {}
        elif element["grace"]:  # not played, but its accidentals hold
            for note in _ELEMENT.finditer(element["grace"]):
                _pitch(note, key, bar)
        elif many := element["tuplet"]:
            many, three = int(many), 3 if compound else 2
            usual = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}.get(many, three)
            tuplet, left = Fraction(int(element["time"] or usual), many), int(element["count"] or many)
        elif element["broken"] and notes:
            half = Fraction(1, 2 ** len(element["broken"]))
            longer, shorter = (2 - half, half) if element["broken"][0] == ">" else (half, 2 - half)
            notes[-1][1] *= longer
        elif element["chord"] or element["letter"]:
            parts = list(_ELEMENT.finditer(element["chord"])) if element["chord"] else [element]
            pitch = max(_pitch(part, key, bar) for part in parts)
            duration = _length(parts[0]["length"]) * _length(element["chord_length"]) * unit * 4 * shorter
            if left:
                duration, left = duration * tuplet, left - 1
            notes.append([pitch, duration, bool(element["chord_tie"] or parts[0]["tie"])])
            shorter = Fraction(1)

    return tuple(Note(pitch, float(duration)) for pitch, duration in _join_ties(notes))


def _key_signature(name: str) -> dict[str, int]:
    """Return the letters that a key raises (1) or lowers (-1)."""
    match = re.match(r"([A-G])([b#]?)\s*([A-Za-z]*)", name)
    mode = match and match[3][:3].lower()
    if mode not in _MODES:
        raise ValueError(f"abc must name a key such as G, Bb or Ador; got {name!r}")
    sharps = _FIFTHS.index(match[1]) - 1 + {"": 0, "#": 7, "b": -7}[match[2]] + _MODES[mode]
    if sharps >= 0:
        return dict.fromkeys(_FIFTHS[:sharps], 1)
    return dict.fromkeys(_FIFTHS[sharps:], -1)


def _pitch(note: re.Match, key: dict[str, int], bar: dict[int, int]) -> int:
    letter = (note["letter"] or "z").upper()
    if letter in "ZX":
        return REST
    octave = note["letter"].islower() + note["octave"].count("'") - note["octave"].count(",")
    natural = 60 + 12 * octave + _SEMITONES[letter]
    if note["accidental"]:
        bar[natural] = _ACCIDENTALS[note["accidental"][:2]]
    return natural + bar.get(natural, key.get(letter, 0))


def _length(text: str | None) -> Fraction:
    """How many units a length such as "", "3", "3/2", "/", "//" or "/4" is."""
    if not text:
        return Fraction(1)
    times, slashes, divided = re.fullmatch(r"(\d*)(/*)(\d*)", text).groups()
    return Fraction(int(times or 1), int(divided or 2 ** len(slashes)))


def _join_ties(notes: list[list]) -> Iterator[tuple[int, Fraction]]:
    pitch, duration, tied = REST, Fraction(0), False
    for next_pitch, next_duration, next_tied in notes:
        if tied and next_pitch == pitch:
            duration += next_duration
        else:
            if duration:
                yield pitch, duration
            pitch, duration = next_pitch, next_duration
        tied = next_tied
    if duration:
        yield pitch, duration


def synthesise(notes: Sequence[Note], rate: int = 22050, tempo: float = 120.0) -> np.ndarray:
    """Turn notes into sound: a sine wave with two overtones for each, plucked and fading.

    Parameters
    ----------
    notes : sequence of Note
        Pairs of MIDI pitch (0: silence) and duration in quarter notes.
    rate : int
        Samples a second.
    tempo : float
        Quarter notes a minute.

    Returns
    -------
    numpy.ndarray of float32 (samples,)
        Numbers between -1 and 1, for `figures.play`.

    Raises
    ------
    ValueError
        If there are no notes, or rate or tempo are not positive.

    Examples
    --------
    >>> synthesise([(69, 1), (0, 1)], rate=8000, tempo=60).shape
    (16000,)
    """
    if not len(notes):
        raise ValueError("notes must hold at least one note; got none")
    if not (rate > 0 and tempo > 0):
        raise ValueError(f"rate and tempo must be positive; got {rate} and {tempo}")
    return np.concatenate([_pluck(pitch, 60 / tempo * quarters, rate) for pitch, quarters in notes])


def _pluck(pitch: int, seconds: float, rate: int) -> np.ndarray:
    time = np.arange(round(seconds * rate)) / rate
    if pitch == REST:
        return np.zeros(len(time), np.float32)
    phase = 2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * time
    wave = 0.6 * np.sin(phase) + 0.25 * np.sin(2 * phase) + 0.1 * np.sin(3 * phase)
    # A soft start and end, so that no note clicks.
    envelope = np.minimum(1, np.minimum(time, seconds - time) / 0.01) * np.exp(-2 * time)
    return (wave * envelope).astype(np.float32)
