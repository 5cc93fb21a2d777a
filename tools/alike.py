"""Whether two lists of outputs look and sound the same: what nbval, which hides the bytes, cannot see.

Trained pictures differ by a pixel across processors, and a sound by its last bit: so much is allowed.
"""

import base64
import io
import re
import wave

import numpy as np
from PIL import Image, ImageChops, ImageFilter

TOLERANCE = 32  # of 255: how far a colour may lie outside what the other picture shows around the pixel
LAST_BITS = 4  # of 32,768


def differences(new, old):
    """Return one text for each picture or sound in which two lists of outputs differ, none if they do not."""
    found = []
    for kind, find, compare in (("picture", pictures, unlike), ("sound", sounds, unlike_sounds)):
        ours, theirs = find(new), find(old)
        if len(ours) != len(theirs):
            found.append(f"{len(ours)} {kind}s, {len(theirs)} stored")
            continue
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True), 1):
            if why := compare(one, other):
                found.append(f"{kind} {number} of {len(ours)} {why}")
    return found


def pictures(outputs):
    """Return the bytes of every picture: the image outputs, and those inside an <img>."""
    copies = [output.get("data", {}) for output in outputs]
    found = [data[mime] for data in copies for mime in ("image/png", "image/jpeg") if mime in data]
    return [base64.b64decode(text) for text in found] + _embedded(outputs, "image")


def sounds(outputs):
    """Return the bytes of every sound inside an <audio>."""
    return _embedded(outputs, "audio")


def _embedded(outputs, kind):
    """Return the bytes of every "image" or "audio" that stands as a data URI in the outputs' HTML."""
    pages = [output.get("data", {}).get("text/html", "") for output in outputs]
    uri = rf"data:{kind}/[a-z0-9.+-]+;base64,([A-Za-z0-9+/=\s]+)"
    return [base64.b64decode(text) for page in pages for text in re.findall(uri, page)]


def unlike(new, old):
    """Return how two pictures (bytes) differ, "" if each pixel lies within what the other shows around it."""
    if new == old:
        return ""
    try:
        new, old = (Image.open(io.BytesIO(data)).convert("RGB") for data in (new, old))
    except OSError:  # an SVG is text: other bytes, other picture
        return "has other bytes"
    if new.size != old.size:
        return f"has {new.size[0]} × {new.size[1]} pixels, {old.size[0]} × {old.size[1]} stored"
    outside = _outside(new, old) | _outside(old, new)
    if not outside.any():
        return ""
    rows, columns = np.nonzero(outside)
    place = f"x {columns.min()}–{columns.max()}, y {rows.min()}–{rows.max()}"
    return f"looks different at {len(rows):,} of {outside.size:,} pixels, {place}"


def _outside(picture, other):
    """Return where picture (R, C) leaves the other's darkest and brightest neighbours (PIL images in)."""
    too_bright = ImageChops.subtract(picture, other.filter(ImageFilter.MaxFilter(3)))
    too_dark = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), picture)
    return (np.maximum(too_bright, too_dark) > TOLERANCE).any(axis=2)


def unlike_sounds(new, old):
    """Return how two sounds (bytes of WAV files) differ, "" if they are the same but for the last bits."""
    if new == old:
        return ""
    try:
        (new_rate, new), (old_rate, old) = map(_samples, (new, old))
    except (EOFError, wave.Error):
        return "has other bytes"
    if (new_rate, new.shape) != (old_rate, old.shape):
        return f"has {len(new)} samples at {new_rate} a second, {len(old)} at {old_rate} stored"
    apart = np.abs(new - old)
    return "" if apart.max() <= LAST_BITS else f"sounds different at {(apart > LAST_BITS).sum():,} samples"


def _samples(data):
    """Return rate and samples (T,) of a WAV file's bytes."""
    with wave.open(io.BytesIO(data)) as file:
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(int)
