"""A sound with its text: what a reader hears, what a deaf reader reads, what a notebook stores."""

import base64
import html
import io
import wave

import numpy as np
from IPython.display import display

HIGHEST_RATE, LONGEST = 8000, 6  # samples a second, seconds: a sound is stored in the notebook as text


def play(sound, rate, alt, caption=""):
    """Show a player for a sound once: the last call of a cell that makes a sound.

    Parameters
    ----------
    sound : ndarray (T,)
        The samples, from −1 to 1; at most six seconds.
    rate : int
        Samples a second, at most 8000.
    alt : str
        What is to be heard; shown, and read aloud by screen readers.
    caption : str
        Visible text before it; none if empty.

    Raises
    ------
    ValueError
        If `sound`, `rate` or `alt` is not as above.

    Examples
    --------
    >>> play(np.sin(np.arange(800)), 4000, alt="")
    Traceback (most recent call last):
    ...
    ValueError: alt must say what is to be heard; got ''
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt must say what is to be heard; got {alt!r}")
    if isinstance(rate, bool) or not isinstance(rate, (int, np.integer)) or not 0 < rate <= HIGHEST_RATE:
        raise ValueError(
            f"rate must be a whole number from 1 to {HIGHEST_RATE} samples a second; got {rate!r}"
        )
    sound = np.asarray(sound)
    if sound.ndim != 1 or not 0 < len(sound) <= LONGEST * rate or sound.dtype.kind not in "fiu":
        raise ValueError(
            f"sound must be real numbers of shape (T,), at most {LONGEST} seconds at rate {rate}; "
            f"got {sound.dtype} of shape {sound.shape}"
        )
    if not np.abs(sound).max() <= 1:  # NaN too
        raise ValueError(f"sound must lie from -1 to 1; got {sound.min()} to {sound.max()}")
    display(_Sound(_page(sound, int(rate), alt, caption), alt))


class _Sound:
    def __init__(self, page, alt):
        self.page, self.alt = page, alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.page, "text/plain": self.alt}


def _page(sound, rate, alt, caption):
    # With <source> inside, or without the address in `src`, an untrusted notebook is mute; it keeps `title`
    # and strips `aria-label`, so the text is shown as well.
    said = html.escape(alt)
    heard = (
        f'<audio controls title="{said}" aria-label="{said}" src="data:audio/wav;base64,{_wav(sound, rate)}">'
    )
    words = f"{html.escape(caption)} {said}".strip()
    return f"<figure>{heard}</audio><figcaption>{words}</figcaption></figure>"


def _wav(sound, rate):
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.round(sound * 32767).astype("<i2").tobytes())
    return base64.b64encode(stream.getvalue()).decode("ascii")
