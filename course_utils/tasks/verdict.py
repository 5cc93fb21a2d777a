"""What the page says about an answer: one block of HTML, and the same as text."""

import html
import re
from dataclasses import dataclass

PRINTED = 600  # characters of what an answer printed


@dataclass(frozen=True)
class Verdict:
    """A mark (○ untouched, ✗ wrong, ✓ right), what it means, and what unfolds under it.

    `code` in the texts is set off in backticks.

    Parameters
    ----------
    mark, headline : str
        The mark, and a sentence.
    words : tuple of str, optional
        More sentences.
    printed, hint, ours : str, optional
        What the answer printed; a hint; our source text.

    Examples
    --------
    >>> Verdict("○", "Not written yet.", hint="One line.", ours="x = 1")
    ○ Not written yet.
    Hint: One line.
    Ours:
        x = 1
    """

    mark: str
    headline: str
    words: tuple[str, ...] = ()
    printed: str = ""
    hint: str = ""
    ours: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the answer passed every check."""
        return self.mark == "✓"

    def __repr__(self):
        lines = [f"{self.mark} {self.headline}", *self.words]
        if self.printed:
            lines += ["It printed:", *_indented(self._shown_print)]
        if self.hint:
            lines.append(f"Hint: {self.hint}")
        if self.ours:
            lines += ["Ours:", *_indented(self.ours)]
        return "\n".join(lines)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self._html(), "text/plain": repr(self)}

    def _html(self):
        parts = [f"<p><strong>{self.mark} {_html(self.headline)}</strong></p>"]
        parts += [f"<p>{_html(words)}</p>" for words in self.words]
        if self.printed:
            parts.append(f"<p>It printed:</p><pre>{html.escape(self._shown_print)}</pre>")
        if self.hint:
            parts.append(f"<details><summary>A hint</summary><p>{_html(self.hint)}</p></details>")
        if self.ours:
            summary = "Ours, to compare" if self.is_right else "Ours"
            code = f"<pre><code>{html.escape(self.ours)}</code></pre>"
            parts.append(f"<details><summary>{summary}</summary>{code}</details>")
        # The line takes the text's own colour, and no background is set: it reads on every theme.
        return f'<div style="border-left: 4px solid; padding-left: 12px">{"".join(parts)}</div>'

    @property
    def _shown_print(self):
        text = self.printed.rstrip("\n")
        return text if len(text) <= PRINTED else f"{text[:PRINTED]} … ({len(text)} characters in all)"


def _html(text):
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def _indented(text):
    return [f"    {line}".rstrip() for line in text.splitlines()]
