"""Links of notebooks and pages: each leads to a file of the repository and to a heading that is there."""

import re
from pathlib import Path
from urllib.parse import unquote

from tools.rules.lesson import Lesson
from tools.rules.reading import MARKDOWN, html_parts, tags


def links_resolve(lesson):
    """Every link to a file or a heading leads somewhere, and every picture is in the repository."""
    problems = [
        f"cell {i}: {problem}"
        for i, cell in lesson.markdown
        for problem in link_problems(cell.source, lesson.path, lesson.root)
    ]
    for i, output in lesson.outputs:
        page = output.get("data", {}).get("text/html", "")
        problems += [
            f"cell {i}: {problem}" for problem in _problems(_html_links(page), lesson.path, lesson.root)
        ]
    return problems


def link_problems(source, path, root):
    """Return the broken links of a Markdown text in the file at path, in the repository at root."""
    links = _html_links(html_parts(source))
    for block in MARKDOWN.parse(source):
        for token in block.children or []:
            links += [token.attrs[name] for name in ("href", "src") if name in token.attrs]
    return _problems(map(unquote, dict.fromkeys(links)), path, root)


def _html_links(page):
    """Return the addresses of the links and images of an HTML text."""
    links = [attributes.get("href") for attributes in tags(page, "a")]
    links += [attributes.get("src") for attributes in tags(page, "img")]
    return [link for link in links if link]


def _problems(links, path, root):
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
    return {text.replace(" ", "-") for _, _, text in lesson.headings}
