"""Loaded by pytest before Django's settings: a throw-away home, so that no test touches a real newsroom."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_PLACE = Path(tempfile.mkdtemp(prefix="beetroot-tests-"))
HOME = _PLACE / "newsroom"
HOME.mkdir()
(HOME / "static").mkdir()
os.environ["BEETROOT_HOME"] = str(HOME)
_OWNER = os.getpid()


def _remove() -> None:
    """The process that made the folder removes it; its forked children do not."""
    if os.getpid() == _OWNER:
        shutil.rmtree(_PLACE, ignore_errors=True)


atexit.register(_remove)
