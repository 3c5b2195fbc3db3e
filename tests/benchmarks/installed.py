"""A plain install of the program, as users have it, in a folder of its own."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]


def wheel(folder: Path) -> Path:
    """Build the program's wheel into `folder` and return its file."""
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--quiet", "--wheel-dir", folder],
        check=True,
    )
    return next(folder.glob("crm_cli-*.whl"))


def install(folder: Path) -> Path:
    """Install the program from its wheel into a new environment in `folder`; return its `bin`.

    The libraries are those of the environment that runs this: a line of a .pth file adds their folder
    without running their start-up hooks, such as the finder of an editable install.
    """
    place = folder / "environment"
    venv.create(place, with_pip=False, symlinks=True)
    programs = place / ("Scripts" if sys.platform == "win32" else "bin")
    python = programs / "python"
    libraries = Path(sysconfig.get_paths(vars={"base": str(place), "platbase": str(place)})["purelib"])
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps"]
    # A source on PYTHONPATH would pass for an install that is there already.
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([*pip, str(wheel(folder))], check=True, env=clean)
    (libraries / "libraries.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return programs
