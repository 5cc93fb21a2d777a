"""A stored notebook as the rules see it: its cells and what each is for, its core, its collapsed sections."""

import ast
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from tools.notebooks import COLLAPSED, lessons, read
from tools.rules.names import bound
from tools.rules.reading import MARKDOWN, calls, first_text, tree

APPENDIX = "Appendix: the slides, checked"


@dataclass(frozen=True)
class Turn:
    """Where a learner writes: the places of stub (None: there is none) and turn, the id, the name bound."""

    stub: int | None
    cell: int
    id: str | None
    name: str | None


@dataclass(frozen=True)
class Lesson:
    """A stored notebook and where it stands."""

    path: Path

    @cached_property
    def notebook(self):
        """The notebook as nbformat reads it."""
        return read(self.path)

    @cached_property
    def root(self):
        """The repository: the nearest directory above that holds pyproject.toml."""
        for directory in self.path.resolve().parents:
            if (directory / "pyproject.toml").exists():
                return directory
        raise ValueError(f"{self.path} stands in no repository: no pyproject.toml above it")

    @property
    def number(self):
        """The lesson's number as the file's name has it, "04"; parts and applications have their lesson's."""
        return self.path.name[:2]

    @property
    def is_application(self):
        """Whether this is one system of the slides, to be read after the lesson of its number."""
        return self.path.parent.name == "applications"

    @property
    def family(self):
        """All parts of the lesson and its applications, this notebook among them."""
        found = [Lesson(path) for path in lessons(directory=self.root / "notebooks")]
        return [lesson for lesson in found if lesson.number == self.number]

    # --- cells ---

    @property
    def cells(self):
        """All cells, each with its place in the notebook: (0, cell), (1, cell) …"""
        return list(enumerate(self.notebook.cells))

    @property
    def code(self):
        """The code cells with their places."""
        return [(i, cell) for i, cell in self.cells if cell.cell_type == "code"]

    @property
    def markdown(self):
        """The Markdown cells with their places."""
        return [(i, cell) for i, cell in self.cells if cell.cell_type == "markdown"]

    @property
    def outputs(self):
        """Every stored output with its cell's place."""
        return [(i, output) for i, cell in self.code for output in cell.outputs]

    def tagged(self, tag):
        """Return the cells that carry a tag, with their places."""
        return [(i, cell) for i, cell in self.cells if tag in tags_of(cell)]

    def ids(self, kind, cells=None):
        """Return the set of all "concepts" or "errata" that the cells' metadata name."""
        cells = self.cells if cells is None else cells
        return {name for _, cell in cells for name in cell.metadata.get(kind, [])}

    @cached_property
    def turns(self):
        """Every turn, in order: the cells that call your_turn, each with its stub."""
        found = []
        for i, cell in self.code:
            for call in calls(cell, "your_turn"):
                second = call.args[1] if len(call.args) > 1 else None
                name = second.id if isinstance(second, ast.Name) else None
                above = [j for j, other in self.code if j < i and name in bound(tree(other))]
                found.append(Turn(above[-1] if above else None, i, first_text(call), name))
        return found

    @cached_property
    def kinds(self):
        """What each code cell is: "turn" (stub or turn), "quiz", "explorer", "folded" or "visible"."""
        turns = {place for turn in self.turns for place in (turn.stub, turn.cell)}
        return {i: "turn" if i in turns else _kind(cell) for i, cell in self.code}

    # --- sections ---

    @cached_property
    def headings(self):
        """Every heading: (place of its cell, level, text)."""
        found = []
        for i, cell in self.markdown:
            blocks = MARKDOWN.parse(cell.source)
            found += [
                (i, int(opening.tag[1]), content.content)
                for opening, content in pairwise(blocks)
                if opening.type == "heading_open"
            ]
        return found

    @property
    def collapsed(self):
        """The Markdown cells that JupyterLab shows collapsed, with their places."""
        return [(i, cell) for i, cell in self.markdown if cell.metadata.get(COLLAPSED)]

    @property
    def core(self):
        """The cells before the first collapsed heading, with their places."""
        return self.cells[: self.collapsed[0][0] if self.collapsed else None]

    @property
    def sections(self):
        """Every level-2 section: (heading, its cells with their places); it ends at the next of its level."""
        starts = [(i, text, level) for i, level, text in self.headings if level <= 2]
        ends = [i for i, *_ in starts[1:]] + [len(self.cells)]
        return [
            (text, self.cells[i : max(end, i + 1)])
            for (i, text, level), end in zip(starts, ends, strict=True)
            if level == 2
        ]

    @property
    def appendix(self):
        """The cells of the appendix about the slides, with their places; none where there is none."""
        return next((cells for heading, cells in self.sections if heading == APPENDIX), [])


def tags_of(cell):
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def is_folded(cell):
    """Return whether JupyterLab shows a code cell's first line only."""
    return cell.metadata.get("jupyter", {}).get("source_hidden") is True


def _kind(cell):
    for tag in ("quiz", "explorer"):
        if tag in tags_of(cell):
            return tag
    return "folded" if is_folded(cell) else "visible"
