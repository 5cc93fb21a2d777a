"""Reading what stands in cells: Markdown as it is read, tags of HTML, and the syntax tree of code."""

import ast
import html
import io
import re
import tokenize
from html.parser import HTMLParser

from IPython.core.inputtransformer2 import TransformerManager
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

MARKDOWN = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin)
WORDS = ("text", "code_inline", "math_inline", "math_block", "fence", "code_block")

# --- Markdown and HTML --------------------------------------------------------


def words(source):
    """Return the words of a Markdown text as it is read: no tags, no addresses of links."""
    texts = [
        token.content
        for block in MARKDOWN.parse(source)
        for token in (block.children or [block])
        if token.type in WORDS
    ]
    return " ".join(texts).split()


def plain(text):
    """Return HTML as a reader sees it: no tags, no entities, single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


class _Tags(HTMLParser):
    """Collects the attributes of every opening tag of one name."""

    def __init__(self, name):
        super().__init__()
        self.name, self.found = name, []

    def handle_starttag(self, tag, attrs):
        if tag == self.name:
            self.found.append(dict(attrs))


def tags(page, name):
    """Return the attributes of every such tag in an HTML text, as dicts."""
    parser = _Tags(name)
    parser.feed(page)
    return parser.found


def html_parts(source):
    """Return the raw HTML within a Markdown text."""
    blocks = MARKDOWN.parse(source)
    tokens = [token for block in blocks for token in (block.children or [block])]
    return "".join(token.content for token in tokens if token.type in ("html_block", "html_inline"))


def images(source):
    """Return the attributes of every image in a Markdown text, ![…](…) or <img>."""
    found = tags(html_parts(source), "img")
    for block in MARKDOWN.parse(source):
        for token in block.children or []:
            if token.type == "image":
                found.append({"alt": token.content, "src": token.attrs["src"]})
    return found


def texts(output):
    """Return the readable texts of a stored output."""
    data = output.get("data", {})
    return [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")]


def stored_html(cell):
    """Return the HTML of all outputs of a cell, one text an output."""
    return [output.get("data", {}).get("text/html", "") for output in cell.get("outputs", [])]


def figures(cell):
    """Return every stored picture of a cell: the text of each <figure> that holds an <img>."""
    found = re.findall(r"<figure\b.*?</figure>", " ".join(stored_html(cell)), re.DOTALL)
    return [figure for figure in found if tags(figure, "img")]


# --- code ---------------------------------------------------------------------


def tree(cell):
    """Return the syntax tree of a code cell, magics included."""
    return ast.parse(TransformerManager().transform_cell(cell.source))


def comments(cell):
    """Return the comments of a code cell, one text each."""
    source = TransformerManager().transform_cell(cell.source)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def imports(cell):
    """Return the modules that a code cell imports; of `from a import b` a.b, whether b is a module or not."""
    modules = []
    for node in ast.walk(tree(cell)):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules += [f"{node.module}.{alias.name}" for alias in node.names]
    return modules


def calls(cell, *functions):
    """Return every call of one of these functions (names as they stand in the cell), as syntax trees."""
    return [node for node in ast.walk(tree(cell)) if called(node) in functions]


def called(node):
    """Return the name of the function that a syntax tree's node calls, or None."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None


def shown(cell):
    """Return (function, first argument or None) for every call of quiz or of an explorer in a cell."""
    return [
        (called(node), first_text(node))
        for node in ast.walk(tree(cell))
        if called(node) == "quiz" or (called(node) or "").endswith("_explorer")
    ]


def first_text(call):
    """Return the text that a call has as its first argument, or None."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
