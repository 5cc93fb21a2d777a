"""Explorers: knobs in front of the pictures of ``course_utils.figures``."""

from course_utils.explorers.backprop import backprop_explorer
from course_utils.explorers.base import Explorer
from course_utils.explorers.course_map import course_map_explorer
from course_utils.explorers.gradient_flow import gradient_flow_explorer
from course_utils.explorers.gradient_highway import gradient_highway_explorer
from course_utils.explorers.lstm_gate import lstm_gate_explorer
from course_utils.explorers.sequence_types import sequence_types_explorer
from course_utils.explorers.tensor import tensor_explorer
from course_utils.explorers.unrolled_rnn import unrolled_rnn_explorer
from course_utils.explorers.word_order import word_order_explorer

__all__ = [
    "Explorer",
    "backprop_explorer",
    "course_map_explorer",
    "gradient_flow_explorer",
    "gradient_highway_explorer",
    "lstm_gate_explorer",
    "sequence_types_explorer",
    "tensor_explorer",
    "unrolled_rnn_explorer",
    "word_order_explorer",
]
