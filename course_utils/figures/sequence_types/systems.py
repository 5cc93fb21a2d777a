"""What is said of each kind of network: how it is wired, and systems that have it."""

SYSTEMS = {
    "one-to-one": ["a digit's image → its class", "a form with twelve fields → yes or no"],
    "one-to-many": ["an image → its caption", "a first note → a tune", "a topic → a poem"],
    "many-to-one": [
        "a review → positive or negative",
        "seven days' weather → the eighth's",
        "a stretch of DNA → splice site or not",
        "a video clip → the activity",
        "a command to an assistant → its intent",
    ],
    "many-to-many (aligned)": [
        "each word → part of a name or not",
        "each word → its part of speech",
        "each video frame → its label",
        "each letter → the next letter",
        "each DNA base → marked or not",
    ],
    "many-to-many (encoder-decoder)": [
        "a French question → an English one",
        "speech → its transcript",
        "a report → its summary",
        "a question → the answer",
        "a clip → a sentence about it",
    ],
}
KINDS = tuple(SYSTEMS)

WIRING = {
    "one-to-one": "One input, one output, and no state: nothing is remembered.",
    "one-to-many": "A copy of the one input goes to every state, and every state gives an output.",
    "many-to-one": "Every input enters its state; only the last state gives an output.",
    "many-to-many (aligned)": "Every input enters its state, and every state gives an output at once.",
    "many-to-many (encoder-decoder)": (
        "The encoder's states h read all inputs first; a copy of the last goes to every state s of the "
        "decoder, and every s gives an output."
    ),
}
