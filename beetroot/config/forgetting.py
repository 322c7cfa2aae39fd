"""The public site keeps no word of a form in its memory: lib.hardening overwrites what is given back, and here what a
request left in circles of references is given back, too."""

import gc
import threading
import time

from gunicorn.http.message import Request

SECONDS = 1.0


class Forgetting:
    """Hooks of gunicorn: within a second of a posted form Python's collector looks, at most once a second."""

    def __init__(self) -> None:
        self._posted = threading.Event()

    def begin(self, _worker: object) -> None:
        """Sets the loaded code aside (gc.freeze), so that looking takes about a millisecond."""
        gc.collect()
        gc.freeze()
        threading.Thread(target=self._collect, daemon=True, name="forgetting").start()

    def note(self, _worker: object, request: Request, _environ: object, _response: object) -> None:
        """Only a form brings an address: nothing in the path of any page holds one."""
        if request.method == "POST":
            self._posted.set()

    def _collect(self) -> None:
        while self._posted.wait():
            self._posted.clear()
            time.sleep(SECONDS)
            gc.collect()
