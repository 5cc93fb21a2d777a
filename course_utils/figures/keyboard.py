"""HTML that makes live widgets work by keyboard and by a click on their picture, and be read aloud."""

import html

# In JupyterLab's command mode the arrow keys move between cells, and "d d" deletes one, also while a slider
# or a list of ours has the focus. Lumino, which handles these keys, spares what bears the attribute
# data-lm-suppress-shortcuts. ipywidgets sets neither that, nor the names of sliders, readouts and groups, nor
# a live region.
SCRIPT = """
const box = this.closest('.course-live');

function name() {
    for (const {parentElement: control, textContent: label} of box.querySelectorAll('label.widget-label')) {
        if (!label) continue;
        const parts = '.noUi-handle, .widget-readout, select, textarea, input:not([type=radio])';
        for (const part of control.querySelectorAll(parts)) part.setAttribute('aria-label', label);
        control.querySelector('.widget-readout')?.setAttribute('role', 'textbox');
        const radios = control.querySelectorAll('input[type=radio]');
        if (radios.length) group(control, radios, label);
    }
    for (const player of box.querySelectorAll('.widget-play')) {
        const names = ['Play or pause', 'Stop, back to the start', 'Repeat'];
        player.querySelectorAll('button').forEach((button, i) => {
            button.title = names[i];
            button.setAttribute('aria-label', names[i]);
        });
    }
    box.querySelector('.course-status .widget-html-content')?.setAttribute('role', 'status');
}

function unique() {
    return 'course-' + Math.random().toString(36).slice(2);
}

// Radio buttons of one name are one stop of the Tab key, and the arrow keys choose among them.
function group(control, radios, label) {
    control.dataset.group ||= unique();
    control.setAttribute('role', 'radiogroup');
    control.setAttribute('aria-label', label);
    for (const radio of radios) radio.name = control.dataset.group;
    const question = box.querySelector('.course-question');
    if (!question) return;
    question.id ||= unique();
    control.setAttribute('aria-labelledby', question.id);
}

// ipywidgets writes the spaces of options as spaces that do not break.
function plain(text) {
    return text.replaceAll('\\u00a0', ' ');
}

// A click on a part of the picture sets a control, as the keyboard would.
function choose(part) {
    const label = [...box.querySelectorAll('label.widget-label')]
        .find(({textContent}) => textContent === part.dataset.control);
    const control = label?.parentElement;
    const readout = control?.querySelector('.widget-readout');
    const field = control?.querySelector('select, textarea, input');
    if (readout) {
        readout.textContent = part.dataset.value;
        readout.dispatchEvent(new Event('blur', {bubbles: true}));
    } else if (field?.options) {
        const chosen = [...field.options].findIndex(({text}) => plain(text) === part.dataset.value);
        if (chosen < 0) return;
        field.selectedIndex = chosen;
        field.dispatchEvent(new Event('change', {bubbles: true}));
    } else if (field) {
        field.value = part.dataset.value;
        for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {bubbles: true}));
    }
}

name();
new MutationObserver(name).observe(box, {childList: true, subtree: true});
box.addEventListener('focusin', ({target}) => target.setAttribute('data-lm-suppress-shortcuts', 'true'));
box.addEventListener('click', ({target}) => {
    const part = target.closest('[data-control]');
    if (part) choose(part);
});
"""

# What a style sheet can do and a widget's layout cannot.
STYLE = """
.course-live { --jp-widgets-font-size: 14px; --jp-widgets-inline-label-width: 7em; max-width: 100%; }
.course-text { overflow-wrap: anywhere; }
.course-live [data-control] { cursor: pointer; }
.course-live [data-control]:hover { filter: brightness(0.9); }
.course-panels { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
.course-panels > svg { display: block; max-width: 100%; height: auto; }
.course-status.course-unseen { position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); }
"""

# An image that is no image runs the script as soon as it stands on the page: ipywidgets has no Python for it.
KEYBOARD = (
    f"<style>{STYLE}</style>"
    '<img alt="" hidden src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" '
    f'onload="{html.escape(SCRIPT)}">'
)
