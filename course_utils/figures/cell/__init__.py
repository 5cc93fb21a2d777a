"""The LSTM cell as the course draws it, with the number on each wire, forwards and back."""

from course_utils.figures.cell.drawing import GATES, PIPE, lstm_cell
from course_utils.figures.cell.numbers import PARTS, cell_gradients, cell_numbers
from course_utils.figures.cell.words import cell_in_words

__all__ = ["GATES", "PARTS", "PIPE", "cell_gradients", "cell_in_words", "cell_numbers", "lstm_cell"]
