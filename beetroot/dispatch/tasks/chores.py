"""What rooms above do in the keyed worker's round; they register here."""

from typing import Protocol

from beetroot.lib.keyring import Keyring


class PostRaw(Protocol):
    """Posts a mail as it is to one mailbox of the newsroom; False where the server did not take it."""

    def __call__(self, raw: bytes, /, *, to: str, domain: str) -> bool: ...


class Chore(Protocol):
    """One bounded step with the keys at hand; True while there may be more to do at once."""

    def __call__(self, *, keyring: Keyring, post_raw: PostRaw) -> bool: ...


_chores: list[Chore] = []


def register_chore(chore: Chore) -> None:
    """`chore` is called about once a second, after leaves and sign-ups."""
    if chore not in _chores:
        _chores.append(chore)


def do_chores(*, keyring: Keyring, post_raw: PostRaw) -> bool:
    """One step of each; True while one may have more to do."""
    more = [chore(keyring=keyring, post_raw=post_raw) for chore in _chores]
    return any(more)
