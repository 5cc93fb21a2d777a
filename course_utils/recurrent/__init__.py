"""Recurrent layers in NumPy, forward and backward, with Keras's weights, masks and options.

Every layer can be read at two levels: ``step`` and ``step_back`` are the equations of one step, ``forward``
and ``backward`` the fast sequence.
"""

from course_utils.recurrent.bidirectional import Bidirectional
from course_utils.recurrent.gru import GRU
from course_utils.recurrent.lstm import LSTM
from course_utils.recurrent.simple_rnn import SimpleRNN

__all__ = ["GRU", "LSTM", "Bidirectional", "SimpleRNN"]
