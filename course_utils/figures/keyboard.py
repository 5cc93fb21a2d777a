"""HTML that makes live widgets work by keyboard and be read aloud in JupyterLab."""

# In JupyterLab's command mode the arrow keys move between cells, and "d d" deletes one, also while a slider
# or a list of ours has the focus. Lumino, which handles these keys, spares what bears the attribute below.
# ipywidgets sets neither that, nor the name of a slider, nor a live region, and has no Python for it: so an
# image that is no image adds them, when the keyboard comes to the box that has the class "course-live".
KEYBOARD = """
<img alt="" hidden src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" onload="
    const box = this.closest('.course-live');
    box.addEventListener('focusin', ({target}) => {
        target.setAttribute('data-lm-suppress-shortcuts', 'true');
        const label = target.closest('.widget-slider')?.querySelector('label');
        if (label) target.setAttribute('aria-label', label.textContent);
        box.querySelector('.course-text .widget-html-content').setAttribute('role', 'status');
    });
">
"""
