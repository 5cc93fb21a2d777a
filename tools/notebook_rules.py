"""What every lesson must be, as small functions: each takes a Lesson and returns its problems, one text each.

tests/test_notebooks.py applies them to all lessons, and feeds each a small notebook that must fail it.
Nothing is executed here: rules read what is stored.
"""

import ast
import csv
import html
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from IPython.core.inputtransformer2 import TransformerManager
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from tools.notebooks import normal_form, read, text_of

LONGEST_CELL = 25
CORE_MINUTES = 60
WORDS_PER_MINUTE = 200
SHORTEST_ALT = 15
NUMPY_LESSONS = range(9)
SLIDES = "What the slides say"
MARKDOWN = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin)


@dataclass(frozen=True)
class Lesson:
    """A stored notebook and where it stands."""

    path: Path

    @cached_property
    def notebook(self):
        """The notebook as nbformat reads it."""
        return read(self.path)

    @property
    def root(self):
        """The repository: notebooks/ stands in it."""
        return self.path.resolve().parents[1]

    @property
    def number(self):
        """The lesson's number as its file name has it, "04"."""
        return self.path.name[:2]

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

    def tagged(self, tag):
        """Return the cells that carry a tag, with their places."""
        return [(i, cell) for i, cell in self.cells if tag in cell.metadata.get("tags", [])]

    def ids(self, kind, cells=None):
        """Return the set of all "concepts" or "errata" that the cells' metadata name."""
        return {
            name
            for _, cell in (self.cells if cells is None else cells)
            for name in cell.metadata.get(kind, [])
        }


# --- stored, and stored well --------------------------------------------------


def in_normal_form(lesson):
    """The file is what `make notebooks` writes: metadata, counts, ids, no widget state."""
    stored = lesson.path.read_text(encoding="utf-8")
    return (
        []
        if stored == text_of(normal_form(lesson.notebook))
        else ["not in normal form: run `make notebooks`"]
    )


def executed(lesson):
    """Every code cell has been run, from first to last, and the outputs have not been stripped."""
    never = [str(i) for i, cell in lesson.code if cell.execution_count is None]
    problems = [f"cells {', '.join(never)} were never run"] if never else []
    if lesson.code and not any(cell.outputs for _, cell in lesson.code):
        problems.append("no cell has an output: the notebook was stripped; run `make notebooks`")
    for i, cell in lesson.code:
        if _calls(cell) and not cell.outputs:
            problems.append(f"cell {i} shows a quiz or an explorer, but has no stored output")
    return problems


def no_errors_and_no_stderr(lesson):
    """No stored output is an error or was written to stderr."""
    problems = []
    for i, output in _outputs(lesson):
        if output.output_type == "error":
            problems.append(f"cell {i} stores a {output.ename}; catch it and print the message")
        elif output.output_type == "stream" and output.name == "stderr":
            problems.append(f"cell {i} stores text from stderr")
    return problems


def nothing_that_varies(lesson):
    """No output holds a memory address, and none Keras's progress text with its milliseconds."""
    problems = []
    for i, output in _outputs(lesson):
        text = output.get("text", "") + output.get("data", {}).get("text/plain", "")
        if re.search(r"\b0x[0-9a-f]{6,}", text):
            problems.append(f"cell {i} stores a memory address")
        if re.search(r"\d[mu]?s/(step|epoch)|^Epoch \d+/\d+", text, re.MULTILINE):
            problems.append(
                f"cell {i} stores Keras's progress text; use course_utils.training.fit or verbose=0"
            )
    return problems


def compared_by_nbval(lesson):
    """No cell is skipped or allowed to raise; a cell whose output is not compared says so with a tag."""
    problems = []
    for i, cell in lesson.code:
        for tag in {"nbval-skip", "nbval-raises-exception", "raises-exception"} & set(
            cell.metadata.get("tags", [])
        ):
            problems.append(f"cell {i} has the tag {tag}")
        if re.search(r"^\s*#\s*(NBVAL|PYTEST_VALIDATE)_", cell.source, re.MULTILINE):
            problems.append(
                f"cell {i} has an nbval comment; the tag nbval-ignore-output leaves the page clean"
            )
    return problems


# --- pictures -----------------------------------------------------------------


def figures_have_alt_text(lesson):
    """Every stored figure is an <img> with a useful alt text: all that an untrusted notebook shows."""
    problems = []
    for i, output in _outputs(lesson):
        data = output.get("data", {})
        images = _tags(data.get("text/html", ""), "img")
        problems += [
            f"cell {i}: {problem}" for image in images if (problem := _alt_problem(image.get("alt")))
        ]
        if any(mime.startswith("image/") for mime in data) and not images:
            problems.append(
                f"cell {i} stores an image without an <img alt=…> beside it; show it with figures.show"
            )
        if "image/svg+xml" in data or _tags(data.get("text/html", ""), "svg"):
            problems.append(
                f"cell {i} stores SVG, which an untrusted notebook hides; show it with figures.show"
            )
    return problems


def markdown_images_have_alt_text(lesson):
    """Every image in a Markdown cell has a useful alt text."""
    return [f"cell {i}: {problem}" for i, cell in lesson.markdown for problem in image_problems(cell.source)]


def image_problems(source):
    """Return what is wrong with the alt texts of a Markdown text."""
    return [problem for image in _images(source) if (problem := _alt_problem(image.get("alt")))]


def _alt_problem(alt):
    """Return what is wrong with an alt text, or None."""
    if not alt or not alt.strip():
        return "an image has no alt text"
    if len(alt.strip()) < SHORTEST_ALT or len(alt.split()) < 3:
        return f"the alt text {alt!r} is too short to say what to notice"
    return None


# --- the parts of a lesson ----------------------------------------------------


def has_its_parts(lesson):
    """Title, objectives, a first cell of imports, concepts, quizzes, an explorer and a summary."""
    welcome = lesson.number == "00"
    problems = []
    if not lesson.cells or not lesson.cells[0][1].source.startswith("# "):
        problems.append("the first cell is no title (# …)")
    objectives = lesson.tagged("objectives")
    if len(objectives) != 1 or objectives[0][1].cell_type != "markdown":
        problems.append("needs one Markdown cell with the tag objectives")
    elif len(re.findall(r"^\s*[-*] ", objectives[0][1].source, re.MULTILINE)) < 2:
        problems.append("the objectives are no list that a learner can check off")
    if not lesson.code or "imports" not in lesson.code[0][1].metadata.get("tags", []):
        problems.append("the first code cell needs the tag imports")
    if not lesson.ids("concepts"):
        problems.append("no cell names the concepts it teaches")
    quizzes, needed = len(lesson.tagged("quiz")), 1 if welcome else 3
    if quizzes < needed:
        problems.append(f"has {quizzes} quiz cells (tag quiz), needs {needed}")
    if not lesson.tagged("explorer"):
        problems.append("has no explorer cell (tag explorer)")
    if not any("Summary" in heading for _, heading in _headings(lesson)):
        problems.append("has no summary (a heading with the word Summary)")
    return problems


def cells_are_short(lesson):
    """No code cell is empty or longer than a reader can hold."""
    lengths = [(i, len(cell.source.splitlines()) if cell.source.strip() else 0) for i, cell in lesson.code]
    return [f"cell {i} is empty" for i, lines in lengths if not lines] + [
        f"cell {i} has {lines} lines; {LONGEST_CELL} at most, 15 are better"
        for i, lines in lengths
        if lines > LONGEST_CELL
    ]


def core_under_an_hour(lesson):
    """The estimated time of the core path is under an hour."""
    minutes = core_minutes(lesson)
    return (
        []
        if minutes < CORE_MINUTES
        else [f"the core path takes {minutes:.0f} minutes; mark parts going-further"]
    )


def core_minutes(lesson):
    """Return the core path's estimated minutes: words / 200, and one for each code cell and each quiz."""
    core = [cell for _, cell in lesson.cells if "going-further" not in cell.metadata.get("tags", [])]
    code = sum(cell.cell_type == "code" for cell in core)
    quizzes = sum("quiz" in cell.metadata.get("tags", []) for cell in core)
    words = sum(len(_words(cell.source)) for cell in core if cell.cell_type == "markdown")
    return words / WORDS_PER_MINUTE + code + quizzes


def _words(source):
    """Return the words of a Markdown text as it is read: no tags, no addresses of links."""
    texts = [
        token.content
        for block in MARKDOWN.parse(source)
        for token in (block.children or [block])
        if token.type in ("text", "code_inline", "math_inline", "math_block", "fence", "code_block")
    ]
    return " ".join(texts).split()


# --- code ---------------------------------------------------------------------


def keras_but_no_tensorflow(lesson):
    """No cell uses tf.* or imports TensorFlow: any backend of Keras serves."""
    problems = []
    for i, cell in lesson.code:
        for node in ast.walk(_tree(cell)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "tf":
                problems.append(f"cell {i} uses tf.{node.attr}")
        if "tensorflow" in {module.split(".")[0] for module in _imports(cell)}:
            problems.append(f"cell {i} imports tensorflow; import keras from course_utils.training")
    return problems


def starts_in_a_second(lesson):
    """Lessons 00–08 do not load Keras in their first cell, unless its tag needs-keras owns up to it."""
    if int(lesson.number) not in NUMPY_LESSONS:
        return []
    return [
        f"cell {i} imports {module} at the top of a NumPy lesson; import it where it is needed"
        for i, cell in lesson.tagged("imports")
        if "needs-keras" not in cell.metadata.tags
        for module in _imports(cell)
        if re.match(r"(keras|tensorflow|course_utils\.training)\b", module)
    ]


def keras_comes_quietly(lesson):
    """Keras is imported through course_utils.training, which leaves stderr empty."""
    return [
        f"cell {i} imports {module}; write from course_utils.training import keras"
        for i, cell in lesson.code
        for module in _imports(cell)
        if module.split(".")[0] == "keras"
    ]


# --- quizzes ------------------------------------------------------------------


def quizzes_exist(lesson):
    """Quiz cells call quiz("NN-slug") with a question of this lesson's file, and only quiz cells do."""
    known = _quiz_tables(lesson)
    tagged = {i for i, _ in lesson.tagged("quiz")}
    problems = []
    for i, cell in lesson.code:
        names = [name for function, name in _calls(cell) if function == "quiz"]
        if bool(names) != (i in tagged):
            problems.append(f"cell {i}: the tag quiz and a call of quiz go together")
        for name in names:
            number, _, slug = str(name).partition("-")
            if number != lesson.number or slug not in known:
                problems.append(
                    f"cell {i} asks {name!r}, which is no question in quizzes/{lesson.number}.toml"
                )
    return problems


def quizzes_show_their_questions(lesson):
    """The stored output of a quiz has its question and all options, so that it reads without a kernel."""
    known = _quiz_tables(lesson)
    problems = []
    for i, cell in lesson.tagged("quiz"):
        if not cell.get("outputs"):  # the rule `executed` says so
            continue
        stored = _plain(" ".join(output.get("data", {}).get("text/html", "") for output in cell.outputs))
        for _, name in _calls(cell):
            table = known.get(str(name).partition("-")[2])
            if table is None:  # quizzes_exist says so
                continue
            texts = [table["question"], *(option["text"] for option in table["options"])]
            problems += [f"cell {i} does not show {text!r}" for text in texts if _plain(text) not in stored]
    return problems


def answers_are_not_given_away(lesson):
    """Neither the sources nor the outputs hold an explanation or say which option is right."""
    everything = [(i, cell.source) for i, cell in lesson.cells]
    everything += [(i, text) for i, output in _outputs(lesson) for text in _texts(output)]
    explanations = [
        _plain(option["explanation"])
        for table in _quiz_tables(lesson).values()
        for option in table["options"]
    ]
    problems = []
    for i, text in everything:
        plain = _plain(text)
        problems += [f"cell {i} gives away {answer!r}" for answer in explanations if answer in plain]
        if re.search(r"\bright\W{1,3}true\b", text, re.IGNORECASE):
            problems.append(f"cell {i} says which option is right")
    return problems


def _quiz_tables(lesson):
    """Return the questions of a lesson by their slugs."""
    file = lesson.root / "course_utils" / "quizzes" / f"{lesson.number}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def explorers_are_tagged(lesson):
    """Explorer cells call a function that ends in _explorer, and only explorer cells do."""
    tagged = {i for i, _ in lesson.tagged("explorer")}
    return [
        f"cell {i}: the tag explorer and a call of an explorer go together"
        for i, cell in lesson.code
        if any(function.endswith("_explorer") for function, _ in _calls(cell)) != (i in tagged)
    ]


# --- links --------------------------------------------------------------------


def links_resolve(lesson):
    """Every link to a file or a heading leads somewhere, and every picture is in the repository."""
    pages = [(i, cell.source) for i, cell in lesson.markdown]
    problems = [
        f"cell {i}: {problem}"
        for i, text in pages
        for problem in link_problems(text, lesson.path, lesson.root)
    ]
    for i, output in _outputs(lesson):
        page = output.get("data", {}).get("text/html", "")
        problems += [
            f"cell {i}: {problem}" for problem in _link_problems(_html_links(page), lesson.path, lesson.root)
        ]
    return problems


def link_problems(source, path, root):
    """Return the broken links of a Markdown text in the file at path, in the repository at root."""
    links = _html_links(_html_parts(source))
    for block in MARKDOWN.parse(source):
        for token in block.children or []:
            links += [token.attrs[name] for name in ("href", "src") if name in token.attrs]
    return _link_problems(map(unquote, dict.fromkeys(links)), path, root)


def _html_links(page):
    """Return the addresses of the links and images of an HTML text."""
    links = [attributes.get("href") for attributes in _tags(page, "a")]
    links += [attributes.get("src") for attributes in _tags(page, "img")]
    return [link for link in links if link]


def _link_problems(links, path, root):
    problems = []
    for link in links:
        if re.match(r"(https?|mailto|data|attachment):", link):
            if link.startswith("http") and re.search(r"\.(png|svg|jpe?g|gif|webp)$", link):
                problems.append(f"the picture {link} is not in the repository: the course is read offline")
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path.resolve()
        # Students get exercises/release, which is generated from exercises/source.
        source = Path(str(target).replace("/exercises/release/", "/exercises/source/"))
        if not (target.exists() or source.exists()) or not target.is_relative_to(root):
            problems.append(f"the link {link} leads nowhere")
        elif anchor and target.suffix == ".ipynb" and anchor not in _anchors(Lesson(target)):
            problems.append(f"the link {link} leads to no heading of {target.name}")
    return problems


def _anchors(lesson):
    """Return the headings' anchors as JupyterLab writes them."""
    return {heading.replace(" ", "-") for _, heading in _headings(lesson)}


# --- concepts and errata ------------------------------------------------------


def rows(root, name):
    """Return the rows of docs/concepts.csv or docs/errata.csv by their ids."""
    with (root / "docs" / name).open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def teaches_its_concepts(lesson):
    """A cell of the lesson teaches every concept whose first-named notebook it is; no id is unknown."""
    known = rows(lesson.root, "concepts.csv")
    mine = {name for name, row in known.items() if row["notebooks"].split()[0] == lesson.number}
    taught = lesson.ids("concepts")
    return [f"no cell teaches {name}: {known[name]['content']}" for name in sorted(mine - taught)] + [
        f"the concept {name} is not in docs/concepts.csv" for name in sorted(taught - set(known))
    ]


def untaught_concepts(lessons):
    """Return the concepts that no lesson teaches, once the last lesson, 14, exists; before that, nothing."""
    if not any(lesson.number == "14" for lesson in lessons):
        return []
    taught = set().union(*(lesson.ids("concepts") for lesson in lessons))
    return [
        f"no lesson teaches {name}" for name in sorted(set(rows(lessons[0].root, "concepts.csv")) - taught)
    ]


def errata_are_decided(lesson):
    """Every erratum stands in "What the slides say", and a code cell that carries its id decides it."""
    known = set(rows(lesson.root, "errata.csv"))
    named, decided = lesson.ids("errata"), lesson.ids("errata", lesson.code)
    printed = set(re.findall(r"\bE\d\d\b", _section(lesson, SLIDES)))
    return (
        [f"the erratum {name} is not in docs/errata.csv" for name in sorted((named | printed) - known)]
        + [f"{name} is not printed under “{SLIDES}”" for name in sorted(named - printed)]
        + [
            f"{name} is printed, but no code cell decides it (metadata errata)"
            for name in sorted(printed - decided)
        ]
    )


def _section(lesson, title):
    """Return the Markdown of the part under the heading that holds title."""
    lines, level = [], None
    for _, cell in lesson.markdown:
        for line in cell.source.splitlines():
            heading = re.match(r"(#+) (.*)", line)
            if heading and level is not None and len(heading[1]) <= level:
                return "\n".join(lines)
            if heading and title in heading[2]:
                level = len(heading[1])
            elif level is not None:
                lines.append(line)
    return "\n".join(lines)


# --- reading cells ------------------------------------------------------------


def _outputs(lesson):
    """Return every stored output with its cell's place."""
    return [(i, output) for i, cell in lesson.code for output in cell.outputs]


def _texts(output):
    """Return the readable texts of an output."""
    data = output.get("data", {})
    return [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")]


def _plain(text):
    """Return HTML as a reader sees it: no tags, no entities, single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def _headings(lesson):
    """Return (level, text) of every heading."""
    found = []
    for _, cell in lesson.markdown:
        blocks = MARKDOWN.parse(cell.source)
        found += [
            (int(opening.tag[1]), content.content)
            for opening, content in pairwise(blocks)
            if opening.type == "heading_open"
        ]
    return found


class _Tags(HTMLParser):
    """Collects the attributes of every opening tag of one name."""

    def __init__(self, name):
        super().__init__()
        self.name, self.found = name, []

    def handle_starttag(self, tag, attrs):
        if tag == self.name:
            self.found.append(dict(attrs))


def _tags(page, name):
    """Return the attributes of every such tag in an HTML text, as dicts."""
    parser = _Tags(name)
    parser.feed(page)
    return parser.found


def _html_parts(source):
    """Return the raw HTML within a Markdown text."""
    blocks = MARKDOWN.parse(source)
    tokens = [token for block in blocks for token in (block.children or [block])]
    return "".join(token.content for token in tokens if token.type in ("html_block", "html_inline"))


def _images(source):
    """Return the attributes of every image in a Markdown text, ![…](…) or <img>."""
    found = _tags(_html_parts(source), "img")
    for block in MARKDOWN.parse(source):
        for token in block.children or []:
            if token.type == "image":
                found.append({"alt": token.content, "src": token.attrs["src"]})
    return found


def _tree(cell):
    """Return the syntax tree of a code cell, magics included."""
    return ast.parse(TransformerManager().transform_cell(cell.source))


def _imports(cell):
    """Return the modules that a code cell imports; of `from a import b` both a and a.b."""
    modules = []
    for node in ast.walk(_tree(cell)):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules.append(node.module)
    return modules


def _calls(cell):
    """Return (function, first argument or None) for every call of quiz or of an explorer in a cell."""
    return [
        (node.func.id, ast.literal_eval(node.args[0]) if node.args and _is_text(node.args[0]) else None)
        for node in ast.walk(_tree(cell))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and (node.func.id == "quiz" or node.func.id.endswith("_explorer"))
    ]


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


RULES = [
    in_normal_form,
    executed,
    no_errors_and_no_stderr,
    nothing_that_varies,
    compared_by_nbval,
    figures_have_alt_text,
    markdown_images_have_alt_text,
    has_its_parts,
    cells_are_short,
    core_under_an_hour,
    keras_but_no_tensorflow,
    keras_comes_quietly,
    starts_in_a_second,
    quizzes_exist,
    quizzes_show_their_questions,
    answers_are_not_given_away,
    explorers_are_tagged,
    links_resolve,
    teaches_its_concepts,
    errata_are_decided,
]
