"""The recovery sheet: one page to print, with every key, what breaks without it, and what to do then."""

from dataclasses import dataclass
from datetime import date
from html import escape


@dataclass(frozen=True)
class Line:
    """One kind of key on the sheet."""

    name: str
    kept: str
    breaks: str
    do: str


#: purpose → what a person must know who has lost it. "install" is no key file but fails in the same way.
LINES: dict[str, Line] = {
    "list": Line(
        "List key",
        "keys/list-*.key, wrapped by the passphrase",
        "No confirmed reader can be mailed, exported or found. Sign-ups and leaving go on.",
        "beetroot keys recover with the recovery code; else the keys' backup and the passphrase. Without either the"
        " list is gone for everybody: start a new list key and ask readers, on the site, to sign up again.",
    ),
    "passphrase": Line(
        "Passphrase",
        "in a person's head and on paper, never on the server's disk",
        "As for the list key.",
        "beetroot keys recover, which asks for a new passphrase; else as for the list key.",
    ),
    "intake": Line(
        "Intake key",
        "keys/intake-*.key",
        "Sign-ups, preference requests and test sends that wait cannot be opened. Confirmed readers are safe.",
        "Keys' backup or recovery code; else beetroot keys rotate intake: whoever waited signs up again.",
    ),
    "index": Line(
        "Index key",
        "keys/index-*.key",
        "A reader who signs up again is not recognised and may get two copies; find and forget see nobody.",
        "Keys' backup or recovery code; else beetroot keys rotate list, which gives every record a new index.",
    ),
    "suppression": Line(
        "Suppression key",
        "keys/suppression-*.key",
        "Who left, complained or was erased is no longer recognised: an import could add them again.",
        "Keys' backup or recovery code. It cannot be made again, the addresses are gone: import no old list any more.",
    ),
    "token": Line(
        "Token key",
        "keys/token-*.key",
        "Leave links in every mail sent so far do nothing.",
        "Keys' backup or recovery code, at once; until then answer each mail to the leave@ address by hand"
        " (beetroot subscribers forget).",
    ),
    "message_id": Line(
        "Message key",
        "keys/message_id-*.key",
        "Bounces of mails sent so far are not recognised, and a repeated mail gets another Message-ID.",
        "Keys' backup or recovery code; else beetroot keys rotate message_id. Send nothing again that was uncertain.",
    ),
    "dkim": Line(
        "DKIM key",
        "keys/dkim-*.key, its public half in DNS",
        "Nothing is sent: mail without a signature would be taken for a forgery.",
        "Keys' backup or recovery code; else beetroot keys rotate dkim, publish what beetroot keys dns prints, wait"
        " an hour.",
    ),
    "dkim_ed25519": Line(
        "Second DKIM key (Ed25519)",
        "keys/dkim_ed25519-*.key, its public half in DNS",
        "Nothing stops while signatures in beetroot.toml is rsa; else nothing is sent.",
        "Set signatures to rsa, or as for the DKIM key.",
    ),
    "recovery": Line(
        "Recovery code",
        "on paper, apart from everything else",
        "Nothing stops; but the next loss has no way back except the keys' backup.",
        "beetroot keys recovery makes a new one; burn the old paper if it may have been read.",
    ),
    "install": Line(
        "Host identity and web secret",
        "identity.json and secret.key in the newsroom's folder; in no backup",
        "Sending waits, everybody at the desk is signed out, and second factors have to be reset.",
        "beetroot doctor --adopt --by USER, once no other copy of it sends; beetroot staff reset-second-factor.",
    ),
}


@dataclass(frozen=True)
class Held:
    """A key as the newsroom's register knows it."""

    id: str
    purpose: str
    state: str
    made: date


def as_text(newsroom: str, held: list[Held], *, printed: date) -> str:
    """The sheet in plain text, 100 columns wide at most."""
    from textwrap import fill

    parts = [f"RECOVERY SHEET: {newsroom}    printed {printed.isoformat()}", _RULE]
    for purpose, line in LINES.items():
        parts.append(f"{line.name.upper()}: {_ids(purpose, held)}")
        for label, words in (("kept", line.kept), ("lost", line.breaks), ("do", line.do)):
            parts.append(fill(words, 96, initial_indent=f"  {label:<6}", subsequent_indent=" " * 8))
        parts.append("")
    return "\n".join([*parts, *_BLANKS]) + "\n"


def as_html(newsroom: str, held: list[Held], *, printed: date) -> str:
    """The sheet as one HTML page for a printer; it loads nothing."""
    rows = "".join(
        f"<tr><th scope=row>{escape(line.name)}<br><small>{escape(_ids(purpose, held))}</small></th>"
        f"<td>{escape(line.kept)}</td><td>{escape(line.breaks)}</td><td>{escape(line.do)}</td></tr>\n"
        for purpose, line in LINES.items()
    )
    blanks = "".join(f"<p>{escape(blank)}</p>" for blank in _BLANKS)
    title = f"Recovery sheet: {escape(newsroom)}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>\n'
        f"<h1>{title}</h1><p>Printed {printed.isoformat()}. With the recovery code on it, this paper and any backup "
        "of the database open the list: keep it where no backup is.</p>"
        "<table><thead><tr><th scope=col>Key</th><th scope=col>Kept in</th><th scope=col>Lost: what breaks</th>"
        f"<th scope=col>What to do</th></tr></thead><tbody>\n{rows}</tbody></table>\n{blanks}</body></html>\n"
    )


def _ids(purpose: str, held: list[Held]) -> str:
    mine = [key for key in held if key.purpose == purpose]
    return ", ".join(f"{key.id} ({key.state}, {key.made.isoformat()})" for key in mine) or "-"


_RULE = "-" * 100
_LINE = "_" * 40
_BLANKS = [
    f"The keys' backup lies at: {_LINE}",
    f"The database's backups lie at: {_LINE}",
    f"Who knows the passphrase: {_LINE}",
    "Recovery code, written by hand:",
    "____ - ____ - ____ - ____ - ____ - ____ - ____",
    "____ - ____ - ____ - ____ - ____ - ____ - ____",
    f"Restore last rehearsed on (beetroot keys rehearse): {_LINE}",
]
_STYLE = (
    "@page{size:A4;margin:14mm}body{font:10pt/1.35 serif;max-width:60rem;margin:1rem auto;padding:0 1rem;"
    "color:#000;background:#fff}table{border-collapse:collapse;width:100%}th,td{border:1px solid #000;padding:.3rem;"
    "text-align:left;vertical-align:top}small{font:7.5pt monospace;overflow-wrap:anywhere}tr{break-inside:avoid}"
    "@media(max-width:40rem){table,tbody,tr,th,td{display:block}thead{display:none}}"
)
