"""What a Postfix says about a message: one line of its log, and its queue as `postqueue -j` prints it.

The words are those of Postfix 3's own programs (cleanup, qmgr, smtp, local, virtual, bounce, postsuper). Recipients'
addresses are read for their domain and never kept; a reply loses every address and host name.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from beetroot.mail import addresses
from beetroot.mail.errors import BadAddress

Said = Literal["queued", "delivered", "deferred", "bounced", "removed", "taken out", "held", "released"]

REPLY_CHARACTERS = 200

_LINE = re.compile(r"postfix[\w.-]*/(?:[\w-]+/)*([\w-]+)\[\d+\]: ([0-9A-Za-z]{5,20}): (.*)")
_SENDER = re.compile(r"from=<([^<>\s]*)>, (.*)")
_RECIPIENT = re.compile(r"to=<(.*?)>, .*?dsn=([245]\.\d{1,3}\.\d{1,3}), status=(\w+)(?: \((.*)\))?")
_SAID = re.compile(r"^host \S+ (?:said|refused to talk to me): (.*?)(?: \(in reply to [^()]*\))?$")
_CODE = re.compile(r"\b([245]\d\d)[ -]")
_NAME = re.compile(
    r"\S*@\S*|\[?[0-9a-fA-F]*:[0-9a-fA-F:]+[0-9a-fA-F:.]*\]?|\[?\d+\.\d+\.\d+\.\d+\]?|(?=[\w.-]*[a-zA-Z])[\w-]+(?:\.[\w-]+)+"
)
_NAMES = re.compile(r"(?:‹name›)+(?::\d*)?")
_STATUS: dict[str, Said] = {"sent": "delivered", "deferred": "deferred", "bounced": "bounced"}
_POSTSUPER: dict[str, Said] = {"removed": "taken out", "placed on hold": "held", "released from hold": "released"}


@dataclass(frozen=True)
class LogLine:
    """One thing Postfix said about a message in its queue.

    `sender` only with `queued`; `domain` (A-label, lower case), `code` and `reply` only with what became of it.
    """

    queue_id: str
    said: Said
    sender: str = ""
    domain: str = ""
    code: int | None = None
    reply: str = ""


def parse_line(line: str) -> LogLine | None:
    """What one log line, with or without a syslog head, says about one message; None when that is nothing."""
    found = _LINE.search(line)
    if not found:
        return None
    program, queue_id, text = found.groups()
    if program == "qmgr":
        return _of_manager(queue_id, text)
    if program == "postsuper":
        said = _POSTSUPER.get(text.strip())
        return LogLine(queue_id, said) if said else None
    return _of_recipient(queue_id, text)


def _of_manager(queue_id: str, text: str) -> LogLine | None:
    if text.strip() == "removed":
        return LogLine(queue_id, "removed")
    found = _SENDER.match(text)
    if not found or not found[1]:
        return None
    if "status=expired" in found[2] or "status=force-expired" in found[2]:
        return LogLine(
            queue_id, "bounced", sender=found[1], reply="given up by the mail server after its time was over"
        )
    return LogLine(queue_id, "queued", sender=found[1]) if "queue active" in found[2] else None


def _of_recipient(queue_id: str, text: str) -> LogLine | None:
    found = _RECIPIENT.match(text)
    if not found or found[3] not in _STATUS:
        return None
    recipient, enhanced, status, reply = found.groups()
    server = _SAID.match(reply or "")
    code = _CODE.search(server[1] + " ") if server else None
    shown = without_names(server[1] if server else reply or "")
    return LogLine(
        queue_id,
        _STATUS[status],
        domain=_domain(recipient),
        code=int(code[1]) if code else None,
        reply="" if status == "sent" else shown or enhanced,
    )


def _domain(recipient: str) -> str:
    try:
        return addresses.domain_of(recipient)
    except BadAddress:
        return ""


def without_names(reply: str) -> str:
    """A reply without any address, host name or network address, each of which could tell who reads."""
    return _NAMES.sub("‹name›", _NAME.sub("‹name›", reply)).strip()[:REPLY_CHARACTERS]


@dataclass(frozen=True)
class Queued:
    """A message in the queue now."""

    queue_id: str
    sender: str
    held: bool
    tried: bool
    domain: str


def parse_queue(lines: Iterable[str]) -> Iterator[Queued]:
    """The queue from `postqueue -j`: one JSON object a line (Postfix 3.1)."""
    for line in lines:
        try:
            row = json.loads(line)
            recipients = row["recipients"]
            yield Queued(
                queue_id=str(row["queue_id"]),
                sender=str(row["sender"]),
                held=row["queue_name"] == "hold",
                tried=any("delay_reason" in recipient for recipient in recipients),
                domain=_domain(str(recipients[0]["address"])) if recipients else "",
            )
        except (ValueError, KeyError, TypeError):
            continue
