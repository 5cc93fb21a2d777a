"""Lesson 04's notation table maps every deck's symbols."""

from pathlib import Path

import nbformat
import pytest

LESSON = Path(__file__).parents[1] / "notebooks" / "04_forward_propagation.ipynb"
# One symbol a deck that its column must hold, as the concept map's section 2.1 lists them.
SYMBOLS = {
    "input at t": ["$x_t$", "$x(t)$", "$x^{<t>}$", "$w_t$", "$X_t$", "`x[:, t]`"],
    "hidden state": ["$h_t$", "$h(t)$", "$a^{<t>}$", "$h_t$", "$S_{t-1}$", "state"],
    "initial state": ["not written", "not written", "$a^{<0>}=0$", "zeros", "random", "`initial_state`"],
    "input weights": ["$W_{xh}$", "$W_x$", "$W_{ax}$", "$U$", "$W^{(hx)}$", "`kernel`"],
    "recurrent weights": ["$W_{hh}$", "$W_h$", "$W_{aa}$", "$W$", "$W^{(hh)}$", "`recurrent_kernel`"],
    "hidden bias": ["omitted", "$b_h$", "$b_a$", "$b_h$", "omitted", "`bias`"],
    "output weights": ["$w''$", "$W_o$", "$W_{ya}$", "$V$", "$W_{hy}$", "`Dense.kernel`"],
    "output bias": ["omitted", "$b_o$", "$b_y$", "omitted", "omitted", "`Dense.bias`"],
    "output": ["$y_t$", "$y(t)$", r"$\hat y^{<t>}$", "$O_t$", "$Y_t$", "`Dense`"],
    "learning rate": [r"$\eta$", "none", "none", r"$\alpha$", "none", "`learning_rate`"],
}


def notation_table():
    """Return the table as {thing: {column: text}}."""
    cells = nbformat.read(LESSON, as_version=4).cells
    [cell] = [cell for cell in cells if "notation" in cell.metadata.get("tags", [])]
    lines = [line for line in cell.source.splitlines() if line.startswith("|")]
    header, _, *rows = [[part.strip() for part in line.strip("|").split("|")] for line in lines]
    assert all(len(row) == len(header) for row in rows)
    return {row[0]: dict(zip(header[1:], row[1:], strict=True)) for row in rows}


@pytest.mark.parametrize("thing", SYMBOLS)
def test_every_deck_and_keras_have_their_symbol(thing):
    row = notation_table()[thing]
    columns = ["deck 0", "deck 1", "deck 2", "deck 3", "deck 4", "Keras"]
    for column, symbol in zip(columns, SYMBOLS[thing], strict=True):
        assert symbol in row[column], f"{thing}, {column}: {symbol} is missing in {row[column]!r}"
    assert row["course"]
    assert row["shape"]
