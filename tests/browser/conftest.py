"""A JupyterLab of our own and a headless Chromium that works in it like a learner."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import sync_playwright

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
STARTING, RUNNING = 120, 300  # seconds of patience, generous for a machine with other work
PAUSE = 100  # milliseconds between key presses

# Nothing of Chromium's own traffic: the tests need no network.
CHROMIUM = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {
        "windowingMode": "none"
    },  # else cells out of sight are not there
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}
LOOK = """box => ({
    picture: box.querySelector('.course-picture :is(svg, img)').outerHTML,
    text: box.querySelector('.course-text').innerText,
})"""
PAGE = """box => {
    const {scrollHeight, scrollTop} = box.closest('.jp-WindowedPanel-outer');
    return [scrollHeight, Math.round(scrollTop), Math.round(box.getBoundingClientRect().top)];
}"""
# From a key press to the frame in which the new picture stands.
WATCH = """box => {
    const picture = box.querySelector('.course-picture');
    window.latencies = [];
    let pressed = null;
    box.addEventListener('keydown', () => { pressed = performance.now(); }, true);
    new MutationObserver(async () => {
        if (pressed === null) return;
        const start = pressed;
        pressed = null;
        const image = picture.querySelector('img');
        if (image) await image.decode().catch(() => {});
        requestAnimationFrame(() => window.latencies.push(performance.now() - start));
    }).observe(picture, {subtree: true, childList: true, attributes: true, attributeFilter: ['src']});
}"""
# What is cut, and visible text under 10 pt; an SVG's text is as large as the drawing is stretched.
FITS = """box => {
    const problems = [];
    for (const part of [box, ...box.querySelectorAll('*')]) {
        if (!part.getClientRects().length || part.closest('.course-unseen')) continue;
        const right = box.getBoundingClientRect().right + 1;
        if (part.getBoundingClientRect().right > right)
            problems.push(['reaches out', part.outerHTML.slice(0, 99)]);
        const scrolls = part === box || part.matches('.jupyter-widgets, .course-panels');
        if (scrolls && part.scrollWidth > part.clientWidth + 1)
            problems.push(['is cut', part.outerHTML.slice(0, 99)]);
        const own = [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!own && !part.matches('input, select, textarea')) continue;
        const svg = part.ownerSVGElement;
        const zoom = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
        const size = parseFloat(getComputedStyle(part).fontSize) * zoom;
        if (size < 13.3) problems.push([size, part.outerHTML.slice(0, 99)]);
    }
    return problems;
}"""
# The colour of a text, and of the nearest paper below it.
COLOURS = """part => {
    const channels = colour => colour.match(/[\\d.]+/g).map(Number);
    const paper = part => channels(getComputedStyle(part).backgroundColor);
    let behind = part;
    while (behind.parentElement && paper(behind)[3] === 0) behind = behind.parentElement;
    return [channels(getComputedStyle(part).color).slice(0, 3), paper(behind).slice(0, 3)];
}"""
CONTROLS = ".noUi-handle, select, input, textarea, button"


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium; without one the tests skip, or fail where CI demands it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    if path := next(filter(None, map(shutil.which, names)), None):
        return path
    message = f"NO CHROMIUM FOUND ({', '.join(names)}): the browser tests do not run"
    if os.environ.get("COURSE_REQUIRE_BROWSER") == "1":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def lab(tmp_path_factory, chromium):
    """A running JupyterLab on a copy of the notebooks, with a browser in front of it."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(serve(tmp_path_factory.mktemp("lab")))
        playwright = stack.enter_context(sync_playwright())
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM + sandbox)
        stack.callback(browser.close)
        yield Lab(browser, *server)


@contextlib.contextmanager
def serve(folder):
    root = shutil.copytree(NOTEBOOKS, folder / "root", ignore=shutil.ignore_patterns(".*"))
    for name, settings in SETTINGS.items():
        path = folder / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))
    # Of its own: no user's settings, extensions or trusted notebooks.
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = os.environ | {name: str(folder / place) for name, place in places.items()}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser"),
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={root}",
        f"--IdentityProvider.token={token}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.extension_manager=readonly",
        *(["--allow-root"] if os.geteuid() == 0 else []),
    ]
    log = folder / "log.txt"
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, env=environment) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/api/status?token={token}", process, log)
            yield root, url, token
        finally:
            process.terminate()


def wait_for(address, process, log):
    end = time.monotonic() + STARTING
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(address):
            return
        time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")


class Lab:
    """A JupyterLab in a browser: opens notebooks, each in a window of its own."""

    def __init__(self, browser, root, url, token):
        self.browser, self.root, self.url, self.token = browser, root, url, token
        self.windows = 0

    def write(self, name, *cells):
        """Put a small notebook into the folder: pairs of code and tag."""
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
        for code, tag in cells:
            notebook.cells.append(nbformat.v4.new_code_cell(code, metadata={"tags": [tag]}))
        nbformat.write(notebook, self.root / name)
        return name

    @contextlib.contextmanager
    def open(self, name, width=1280, height=1000):
        """A notebook in a new window of that size; its kernel is shut down at the end."""
        self.windows += 1
        page = self.browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(30_000)
        page.goto(f"{self.url}/lab/workspaces/w{self.windows}/tree/{name}?reset&token={self.token}")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=STARTING * 1000)
        notebook = Notebook(page)
        try:
            yield notebook
        finally:
            notebook.evaluate("await panel.sessionContext.shutdown()")
            page.close()


class Notebook:
    """One open notebook."""

    def __init__(self, page):
        self.page = page
        self.evaluate("await panel.revealed; await panel.sessionContext.ready")

    def evaluate(self, code, argument=None):
        """Run JavaScript that knows the notebook's panel and its cells."""
        return self.page.evaluate(
            f"""async argument => {{
                const panel = window.jupyterapp.shell.currentWidget;
                const cells = panel.content.widgets;
                const work = async () => {{ {code} }};
                const late = fail => setTimeout(() => fail(Error('too slow')), {RUNNING * 1000});
                return Promise.race([work(), new Promise((_, fail) => late(fail))]);
            }}""",
            argument,
        )

    def run_all(self):
        self.evaluate("await window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.demand_no_error()

    def run(self, *tags):
        """Run the cells that have one of these tags, in order."""
        self.evaluate(
            """
            for (const index of argument) {
                panel.content.activeCellIndex = index;
                await window.jupyterapp.commands.execute('notebook:run-cell');
            }
            """,
            sorted({index for tag in tags for index in self.tagged(tag)}),
        )
        self.demand_no_error()

    def tagged(self, tag):
        """The indices of the cells that have this tag."""
        return self.evaluate(
            """
            const tagged = cell => (cell.model.getMetadata('tags') || []).includes(argument);
            return cells.flatMap((cell, index) => tagged(cell) ? [index] : []);
            """,
            tag,
        )

    def press(self, *keys):
        """Press keys at the pace of a hand."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(PAUSE)

    def tab_to(self, selector, key="Tab"):
        """Press Tab until an element of the active cell that matches has the focus."""
        for _ in range(40):
            self.press(key)
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{key} does not lead to {selector}")

    def cell(self, index):
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def command(self, name, **arguments):
        """Run a command of JupyterLab."""
        self.evaluate("await window.jupyterapp.commands.execute(argument[0], argument[1])", [name, arguments])

    def trusted(self):
        return self.evaluate("return cells.filter(c => c.model.type === 'code').map(c => c.model.trusted)")

    def demand_no_error(self):
        """No cell has an error or anything on stderr, and no explorer shows what its callback raised."""
        kinds = ("application/vnd.jupyter.error", "application/vnd.jupyter.stderr")
        selector = ", ".join([f'[data-mime-type="{kind}"]' for kind in kinds] + [".course-text [role=alert]"])
        seen = self.page.locator(selector).all_inner_texts()
        assert not seen, f"errors in the notebook: {seen}"

    def explorers(self):
        """Every explorer that now stands in a cell with the tag."""
        found = []
        for index in self.tagged("explorer"):
            box = self.cell(index).locator(".course-explorer")
            box.wait_for()
            found.append(Explorer(self, box))
        return found


def luminance(colour):
    """The relative luminance of three channels from 0 to 255 (WCAG 2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (c / 255 for c in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class Explorer:
    """An explorer on the page, moved by keys."""

    def __init__(self, notebook, box):
        self.notebook, self.box, self.page = notebook, box, notebook.page
        box.scroll_into_view_if_needed()
        self.page.wait_for_timeout(PAUSE)
        box.evaluate(WATCH)

    def look(self):
        return self.box.evaluate(LOOK)

    def demand_fits(self):
        """Nothing of it is cut at its right edge, and no text is smaller than 10 pt."""
        problems = self.box.evaluate(FITS)
        assert not problems, f"cut or small: {problems}"

    def demand_markup_is_ours(self):
        """What was typed stands there as text: the picture and its text have no element of a reader's own."""
        seen = self.box.locator(
            ".course-picture :is(b, img, script), .course-text :is(b, img, script)"
        ).count()
        assert not seen, "markup that was typed became an element"

    def contrast(self, selector):
        """The contrast of a text with the page behind it, as WCAG 2 counts it."""
        colour, paper = self.box.locator(selector).first.evaluate(COLOURS)
        darker, lighter = sorted(luminance(one) for one in (colour, paper))
        return (lighter + 0.05) / (darker + 0.05)

    def slider(self):
        return self.box.locator(".noUi-handle").first

    def type_sentence(self, sentence):
        """Replace what stands in the first text field, key by key."""
        field = self.box.locator("input[type=text]").first
        self.press(field, "Control+a", *sentence)

    def demand_names(self):
        """Every control has a name before it was ever touched, and changes are announced."""
        for control in self.box.locator(CONTROLS + ", .widget-readout").all():
            name = control.evaluate("c => c.getAttribute('aria-label') || c.innerText || c.labels?.length")
            assert name, f"a control without a name: {control.evaluate('c => c.outerHTML')}"
        assert self.box.locator(".course-status [role=status]").count() == 1, "no live region"

    def announced(self):
        """What a screen reader was told last."""
        return self.box.locator(".course-status").text_content().strip()

    def changed(self, before, patience=5.0):
        """Whether picture and text became others than before; what is shown may not be an error."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            self.notebook.demand_no_error()
            now = self.look()
            if now["picture"] != before["picture"] and now["text"] != before["text"]:
                return True
            self.page.wait_for_timeout(20)
        return False

    def press(self, control, *keys):
        """Press keys in a control; the page may not jump."""
        control.focus()
        self.page.wait_for_timeout(PAUSE)
        page = self.box.evaluate(PAGE)
        self.notebook.press(*keys)
        assert self.box.evaluate(PAGE) == page, f"the page jumped after {keys}"

    def move(self, control):
        """Move a control of any kind by keys; return whether picture and text changed."""
        before = self.look()
        kind = control.evaluate("c => c.classList.contains('noUi-handle') ? 'slider' : c.type || c.tagName")
        for keys in {
            "slider": [("ArrowRight",), ("ArrowLeft",)],
            "select-one": [("ArrowDown",), ("ArrowUp",)],
            "radio": [("ArrowDown",), ("ArrowUp",)],
            "number": [("ArrowUp", "Tab"), ("ArrowDown", "Tab")],
            "text": [("End", "a", "Tab")],
            "textarea": [("Control+End", "a", "Tab")],
            "checkbox": [("Space",)],
            "submit": [("Enter",)],
            "button": [("Enter",)],
        }[kind]:
            self.press(control, *keys)
            if self.changed(before, patience=0.8):
                return True
        return False

    def controls(self):
        seen = [c for c in self.box.locator(CONTROLS).all() if c.is_visible() and c.is_enabled()]
        assert seen, "an explorer without controls"
        return seen

    def move_one(self):
        """Move controls until one has changed picture and text."""
        assert any(self.move(control) for control in self.controls()), (
            "no control changed both picture and text"
        )

    def move_all(self):
        """Move every control; one of them at least changes picture and text, and none raises an error."""
        moved = [self.move(control) for control in self.controls()]
        assert any(moved), "no control changed both picture and text"

    def latency(self, presses):
        """Milliseconds from key press to new picture in the first slider: the median."""
        self.slider().focus()
        self.page.evaluate("window.latencies = []")
        for press in range(presses):
            self.notebook.press("ArrowRight" if press % 2 else "ArrowLeft")
        measured = self.page.evaluate("window.latencies")
        assert measured, "no key press changed the picture"
        return statistics.median(measured)
