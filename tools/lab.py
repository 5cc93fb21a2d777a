"""Open the course in JupyterLab: check the machine, copy new lessons to work/, serve, say the address.

    python -m tools.lab [--lesson 04] [--where notebooks] [--audience instructors] [--no-browser] …

The server listens on this machine only. It drops live widget views when a notebook is saved: a view outlives
its kernel only as "model not found", and hides the still picture that is stored beside it.
"""

import argparse
import os
import secrets
import sys
from pathlib import Path

from course_utils import check_env
from tools import work

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = Path(__file__).with_name("jupyter")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def drop_views(model, **_):
    """Take live widget views out of a notebook that is about to be saved (a server's pre-save hook).

    Parameters
    ----------
    model : dict
        The contents model; changed in place where it is a notebook. An output that holds nothing but a view
        goes.
    """
    if model.get("type") != "notebook" or not model.get("content"):
        return
    model["content"].get("metadata", {}).pop("widgets", None)
    for cell in model["content"].get("cells", []):
        if "outputs" in cell:
            cell["outputs"] = [output for output in cell["outputs"] if not _held_only_a_view(output)]


def _held_only_a_view(output):
    """Take the view out of an output; return whether nothing is left."""
    return output.get("data", {}).pop(WIDGET_VIEW, None) is not None and not output["data"]


def settings(audience):
    """Return the folders of settings that come before the user's own, as JUPYTER_CONFIG_PATH wants them."""
    folders = (
        [SETTINGS / "course"] if audience == "instructors" else [SETTINGS / "learners", SETTINGS / "course"]
    )
    before = [os.environ["JUPYTER_CONFIG_PATH"]] if "JUPYTER_CONFIG_PATH" in os.environ else []
    return os.pathsep.join([*map(str, folders), *before])


def server_options(page, port, token, browser):
    """Return JupyterLab's command line: this machine only, its log reduced to errors."""
    return [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={ROOT}",
        f"--IdentityProvider.token={token}",
        f"--LabApp.default_url=/lab/tree/{page}",
        "--Application.log_level=ERROR",
        "--ContentsManager.pre_save_hook=tools.lab.drop_views",
        *([] if browser else ["--no-browser"]),
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]


def serve(options):
    """Start JupyterLab in this process, say its address, and stay until it ends."""
    from jupyterlab.labapp import LabApp  # after JUPYTER_CONFIG_PATH is set

    server = LabApp.initialize_server(argv=options)

    def say_address():
        print("Leave this window open: Ctrl+C, twice, ends the course. What you saved stays. It is open at")
        print(f"{server.connection_url}?token={server.identity_provider.token}", flush=True)

    server.io_loop.add_callback(say_address)  # after the callback that binds the port
    server.start()


def main(arguments=None):
    """Do what the command line says; return 1, with a line of what to do, where it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m tools.lab", description=__doc__.splitlines()[0])
    parser.add_argument("--lesson", default="00", help="the beginning of a lesson's file name (00)")
    parser.add_argument(
        "--where", choices=["work", "notebooks"], default="work", help="your copies, or the originals"
    )
    parser.add_argument("--audience", choices=["learners", "instructors"], default="learners")
    parser.add_argument("--no-browser", action="store_true", help="serve only; open the address yourself")
    parser.add_argument("--port", type=int, default=8888)
    parser.add_argument("--token", default="", help="the address's secret (drawn anew each time)")
    chosen = parser.parse_args(arguments)
    failed = check_env.main(["--brief"])
    if failed:
        return failed
    try:
        lesson = work.matching(chosen.lesson)[0]
    except work.WorkError as error:
        print(error, file=sys.stderr)
        return 1
    if chosen.where == "work":
        for line in work.copy():
            print(line)
    os.environ["JUPYTER_CONFIG_PATH"] = settings(chosen.audience)
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = (
        "1"  # else every kernel warns of its debugger in this window
    )
    token = chosen.token or secrets.token_hex(16)
    serve(server_options(f"{chosen.where}/{lesson.as_posix()}", chosen.port, token, not chosen.no_browser))
    return 0


if __name__ == "__main__":
    sys.exit(main())
