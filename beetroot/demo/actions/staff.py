"""Who acts in the example: each step is done by somebody whose role allows it."""

from __future__ import annotations

from dataclasses import dataclass

from beetroot.newsroom.models import User


@dataclass(frozen=True)
class Staff:
    """The four who can sign in."""

    editor: User
    approver: User
    reporter: User
    operator: User
