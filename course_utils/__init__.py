"""The helper package of the course: recurrent layers, their gradients, decoding, ROUGE, figures, explorers.

Importing it costs nothing: import the room you need, for example
``from course_utils.recurrent import LSTM``.
"""

__version__ = "0.1.0"
