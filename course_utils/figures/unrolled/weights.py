"""How one weight of a layer is called, in code and in the formula."""

# Keras's names, and those of picture and formula.
WEIGHTS = {"kernel": "W_x", "recurrent_kernel": "W_h", "bias": "b"}


def place(name, index):
    """Return how one weight is called.

    Parameters
    ----------
    name : str
        The array: a key of `WEIGHTS`.
    index : tuple of int
        Its place there.

    Examples
    --------
    >>> place("kernel", (0, 2))
    'kernel[0, 2]'
    """
    return f"{name}[{', '.join(map(str, index))}]"


def parse(called):
    """Return name and index of a weight; of None, neither.

    Parameters
    ----------
    called : str or None
        What `place` returns.

    Examples
    --------
    >>> parse("kernel[0, 2]")
    ('kernel', (0, 2))
    """
    if called is None:
        return None, ()
    name, _, index = called.rstrip("]").partition("[")
    return name, tuple(map(int, index.split(",")))


def written(called):
    """Return the name of a weight as picture and formula have it.

    Parameters
    ----------
    called : str
        What `place` returns.

    Examples
    --------
    >>> written("kernel[0, 2]")
    'W_x[0, 2]'
    """
    name, index = parse(called)
    return place(WEIGHTS[name], index)
