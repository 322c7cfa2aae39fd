"""What the ledger says, in numbers (`ledger`) and in words for people (`desk`). Reads only."""

from beetroot.dispatch.rendering.desk import bars, closed_lanes, headline, provider_lines, troubles, what_is_known
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
from beetroot.dispatch.rendering.pace import eta, held_until
from beetroot.dispatch.rendering.relay import is_on_its_way, relay_counts
from beetroot.dispatch.rendering.wrong import (
    forgotten_wrong_issues,
    readers_of_wrong_issues,
    who_got_what_it_corrects,
)

__all__ = [
    "LOCKED",
    "bars",
    "closed_lanes",
    "counts",
    "edition_counts",
    "eta",
    "forgotten_wrong_issues",
    "headline",
    "held_until",
    "is_on_its_way",
    "messages_per_second",
    "next_due",
    "provider_lines",
    "readers_of_wrong_issues",
    "relay_counts",
    "running_sendings",
    "status",
    "stuck",
    "troubles",
    "undecided",
    "unsettled_sendings",
    "what_is_known",
    "what_waits",
    "who_got_what_it_corrects",
    "workers_at_work",
]
