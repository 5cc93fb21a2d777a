"""A turn of lesson 04, typed by hand: wrong, then right; the verdict is read, and the lesson runs on it."""

import pytest

pytestmark = pytest.mark.browser

LESSON = "04_forward_propagation.ipynb"
# The editor indents the second line by itself.
WITHOUT_BIAS = "def step(x_t, h_before, W_x, W_h, b):\nreturn np.tanh(x_t @ W_x + h_before @ W_h)"
RIGHT = "def step(x_t, h_before, W_x, W_h, b):\nreturn np.tanh(b + h_before @ W_h + x_t @ W_x)"


def index(notebook, id):
    return notebook.evaluate("return cells.findIndex(cell => cell.model.id === argument)", id)


def run(notebook, first, last):
    """Run the cells from one id to another, in order."""
    places = range(index(notebook, first), index(notebook, last) + 1)
    notebook.evaluate(
        """
        for (const place of argument) {
            panel.content.activeCellIndex = place;
            await window.jupyterapp.commands.execute('notebook:run-cell');
        }
        """,
        list(places),
    )


def answer(notebook, text):
    """Type an answer over what stands in the stub, run it and its check, and return the verdict."""
    editor = notebook.cell(index(notebook, "step-stub")).locator(".cm-content")
    editor.click()
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.type(text)
    run(notebook, "step-stub", "step-verdict")
    notebook.demand_no_error()
    return notebook.cell(index(notebook, "step-verdict")).locator(".jp-OutputArea").inner_text()


def kernel(notebook, expression):
    """Return how the notebook's kernel prints an expression."""
    return notebook.evaluate(
        """
        const kernel = panel.sessionContext.session.kernel;
        const future = kernel.requestExecute({code: '', user_expressions: {asked: argument}});
        const reply = await future.done;
        return reply.content.user_expressions.asked.data['text/plain'];
        """,
        expression,
    )


def test_a_turn_typed_wrong_and_right_and_the_lesson_runs_on_it(lab):
    with lab.open(LESSON) as notebook:
        run(notebook, "imports", "words")
        verdict = answer(notebook, WITHOUT_BIAS)
        assert "✗" in verdict
        assert "is b added?" in verdict.replace("`", "")
        assert kernel(notebook, "step.__module__") == "'course_utils.tasks.lesson_04'"  # wrong: ours goes on
        verdict = answer(notebook, RIGHT)
        assert "✓ Yours is right" in verdict
        run(notebook, "step-run", "step-run")
        run(notebook, "loop-stub", "loop-run")
        notebook.demand_no_error()
        assert "b + h_before @ W_h" in kernel(notebook, "__import__('inspect').getsource(step)")
        states = notebook.cell(index(notebook, "loop-run")).locator(".jp-OutputArea").inner_text()
        assert "dog bites man and runs → after the last word: [-0.51 -0.75 -0.89 -0.46]" in states
