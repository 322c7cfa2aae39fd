"""What is denied: the proposition in a sentence that reports a claim and, in the same breath, its denial."""

import re

#: Verbs whose indirect speech *is* a denial of the clause that follows.
DENYING = frozenset(
    "denied denies deny rejected rejects dismissed dismisses refuted refutes disputed disputes"  # noqa: SIM905
    " опроверг опровергла опровергли отрицает отрицал отрицала отрицают абверг абвергла адмаўляе".split()
)
_ASIDE = re.compile(
    r"\s*[(,—–-]\s*(?:something|which|a claim|an allegation|a report|that)?\s*[^()]{0,80}?\b"
    r"(?:denied|denies|deny|rejected|dismissed|refuted|disputed|опроверг\w*|отриц\w+|абверг\w*|адмаўля\w+)\b.*$",
    re.DOTALL,
)
_MARKS = (("“", "”"), ("«", "»"), ("„", "“"))
_OPENING = "”»“\"'’ ,.;—–-("
_LINKING = re.compile(r"^[\s:,]*(?:that|что|што)?\s+", re.I)


def claim_wording(sentence: str, quoted: str, cue: str | None) -> str:
    """The whole proposition around words that were reported and denied.

    'Media reported that X had begun a “quiet draft” (something Y later denied).' with "quiet draft" and "reported"
    gives 'X had begun a “quiet draft”.' What cannot be told apart stays as quoted.
    """
    start = sentence.find(quoted)
    after_cue = sentence.find(cue, 0, start) + len(cue) if cue and cue in sentence[: max(start, 0)] else -1
    if start < 0 or after_cue < 0:
        return quoted.strip()
    clause = _LINKING.sub("", sentence[after_cue:], count=1)
    clause = _ASIDE.sub("", clause).strip().rstrip(".;,—– ")
    if quoted.strip(" .,") not in clause:
        return quoted.strip()
    closing = "".join(close for opened, close in _MARKS if clause.count(opened) > clause.count(close))
    return f"{clause}{closing}."


def aside(sentence: str, after: int) -> str:
    """The words that deny, from position `after` on: "something Y later denied)."; all of the rest if unsure."""
    rest = sentence[after:]
    found = _ASIDE.search(rest)
    return (found.group() if found else rest).lstrip(_OPENING)


def is_denial(cue: str | None) -> bool:
    """True for a verb of saying that says no."""
    return (cue or "").casefold() in DENYING
