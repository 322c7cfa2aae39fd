"""What the ledger says, in numbers (`ledger`) and in words for people (`desk`). Reads only."""

from beetroot.dispatch.rendering.desk import bars, headline, lanes, troubles
from beetroot.dispatch.rendering.ledger import (
    LOCKED,
    counts,
    edition_counts,
    messages_per_second,
    next_due,
    running_sendings,
    status,
    stuck,
    undecided,
    unsettled_sendings,
    what_waits,
    workers_at_work,
)

__all__ = [
    "LOCKED",
    "bars",
    "counts",
    "edition_counts",
    "headline",
    "lanes",
    "messages_per_second",
    "next_due",
    "running_sendings",
    "status",
    "stuck",
    "troubles",
    "undecided",
    "unsettled_sendings",
    "what_waits",
    "workers_at_work",
]
