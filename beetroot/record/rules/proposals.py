"""From a reading (the JSON of `beetroot read`) to the facts it suggests: plain values, nothing looked up or stored.

Every proposal of a fact stands on words of `reading["text"]`. What anchors nowhere is dropped, so an answer of any
reader, rules or model, is only as good as the text.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from beetroot.lib import edtf_dates
from beetroot.record.rules import anchors, denials, names, wording
from beetroot.record.rules.anchors import Span
from beetroot.record.rules.text import cut
from beetroot.record.rules.vocabulary import AgreementState, LinkKind, Schema

Reading = Mapping[str, Any]
EXTRACTOR = "reading"
_MEDIA_SCHEMA = {"media": Schema.ORGANIZATION, "group": Schema.ORGANIZATION}
_SCHEMAS = {
    "Person": Schema.PERSON,
    "Organization": Schema.ORGANIZATION,
    "PublicBody": Schema.PUBLIC_BODY,
    "Country": Schema.COUNTRY,
    "Group": Schema.ORGANIZATION,
}


@dataclass(frozen=True, slots=True)
class ActorProposal:
    name: str
    schema: str
    aliases: tuple[str, ...] = ()
    role: str = ""
    organization: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One suggested fact.

    `fields` are plain columns; `actors` name columns that point to an actor; `parties` name the many (participants,
    parties); `links` name columns that point to another proposal by its key.
    """

    kind: str
    start: int
    end: int
    key: str
    rule: str
    confidence: float | None
    fields: Mapping[str, Any]
    actors: Mapping[str, str] = field(default_factory=dict)
    parties: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)


def actors(reading: Reading) -> list[ActorProposal]:
    """Everybody the reading found, and speakers it named without listing them; each once."""
    found = {
        names.key(row["name"]): ActorProposal(
            name=row["name"],
            schema=_SCHEMAS.get(row.get("kind", ""), Schema.ORGANIZATION),
            aliases=tuple(row.get("aliases") or ()),
            role=row.get("role") or "",
            organization=row.get("organization") or "",
            confidence=row.get("confidence"),
        )
        for row in reading.get("actors", ())
    }
    aliases = {names.key(alias) for actor in found.values() for alias in actor.aliases}
    for quotation in reading.get("quotations", ()):
        speaker = quotation.get("speaker") or ""
        if quotation.get("attribution") in ("media", "group") and names.key(speaker) not in found.keys() | aliases:
            found[names.key(speaker)] = ActorProposal(name=speaker, schema=_MEDIA_SCHEMA[quotation["attribution"]])
    return [actor for key, actor in found.items() if key]


def facts(reading: Reading, *, story: str) -> list[Proposal]:
    """All suggested facts in reading order. `story` (a UUID) goes into their keys."""
    text: str = reading["text"]
    spans = anchors.sentences(text)
    made = [
        *_statements(reading, spans, story),
        *_events(reading, story),
        *_figures(reading, story),
        *_agreements(reading, story),
    ]
    anchored = {
        one.key: one
        for one in reversed(made)
        if 0 <= one.start < one.end <= len(text) and text[one.start : one.end].strip()
    }
    return sorted(anchored.values(), key=lambda one: (one.start, one.end))


def _key(story: str, kind: str, *parts: object) -> str:
    """Fingerprint of a suggestion: story, kind and the words, however they are spaced or cased."""
    said = "|".join(" ".join(str(part).casefold().split()) for part in (story, kind, *parts))
    return hashlib.sha256(said.encode()).hexdigest()


def edtf(value: object) -> str:
    """The date when it is valid EDTF, else "": a suggestion with a bad date keeps its words."""
    return value if isinstance(value, str) and edtf_dates.is_valid(value) else ""


def _statements(reading: Reading, spans: list[Span], story: str) -> Iterator[Proposal]:
    for row in reading.get("quotations", ()):
        if row.get("attribution") == "author" or not (row.get("speaker_as_written") or row.get("hedge")):
            continue  # a term, a title or scare quotes: words in marks that nobody is said to have spoken
        statement = _statement(row, story)
        if row.get("denied_by"):
            yield from _denied(row, statement, _sentence(reading["text"], spans, row["start"]), story)
            continue
        yield statement
        if denials.is_denial(row.get("cue")):
            yield from _denial(row, statement, story)


def _statement(row: Mapping[str, Any], story: str) -> Proposal:
    named = row.get("attribution") in ("named", "group", "media") and row.get("speaker")
    return Proposal(
        kind="statement",
        start=row["start"],
        end=row["end"],
        key=_key(story, "statement", row["text"], row.get("speaker")),
        rule=cut(row.get("rule"), 60),
        confidence=row.get("confidence"),
        fields={
            "content": row["text"],
            "name_as_written": cut(row.get("speaker_as_written"), 300),
            "role": cut(row.get("role"), 300),
            "organization": cut(row.get("organization"), 300),
            "cue": cut(row.get("cue"), 60),
            "mode": row.get("mode") or "direct",
            "medium": cut(row.get("medium"), 200),
            "said": edtf(row.get("said_at")),
            "attribution": row.get("attribution") or "unnamed",
            "hedge": cut(row.get("hedge"), 60),
        },
        actors={"speaker": row["speaker"]} if named else {},
    )


def _sentence(text: str, spans: list[Span], position: int) -> tuple[Span, str]:
    number = anchors.at(spans, position)
    span = spans[number] if number is not None else Span(position, position)
    return span, text[span.start : span.end]


def _claim(row: Mapping[str, Any], wording: str, story: str) -> Proposal:
    return Proposal(
        kind="claim",
        start=row["start"],
        end=row["end"],
        key=_key(story, "claim", wording),
        rule="reported and denied",
        confidence=row.get("confidence"),
        fields={"wording": wording, "first_made": edtf(row.get("said_at"))},
    )


def _link(claim: Proposal, statement: Proposal, kind: LinkKind, story: str) -> Proposal:
    return Proposal(
        kind="claimlink",
        start=statement.start,
        end=statement.end,
        key=_key(story, "claimlink", kind, statement.key, claim.key),
        rule=claim.rule,
        confidence=claim.confidence,
        fields={"link": str(kind)},
        links={"statement": statement.key, "claim": claim.key},
    )


def _denied(row: Mapping[str, Any], statement: Proposal, sentence: tuple[Span, str], story: str) -> Iterator[Proposal]:
    """“… reported X (something Y later denied)”: the claim X, who asserts it, and Y's denial as a statement."""
    span, words = sentence
    claim = _claim(row, denials.claim_wording(words, row["text"], row.get("cue")), story)
    aside = denials.aside(words, row["end"] - span.start)
    denial = Proposal(
        kind="statement",
        start=span.end - len(aside),
        end=span.end,
        key=_key(story, "denial", claim.fields["wording"], row["denied_by"]),
        rule="denied in the same sentence",
        confidence=row.get("confidence"),
        fields={
            "content": claim.fields["wording"],
            "name_as_written": cut(row["denied_by"], 300),
            "cue": "denied",
            "mode": "indirect",
            "attribution": "named",
        },
        actors={"speaker": row["denied_by"]},
    )
    # Of a few words in marks the whole clause says more.
    wording = claim.fields["wording"] if row.get("mode") == "mixed" else row["text"]
    yield replace(statement, fields={**statement.fields, "content": wording})
    yield claim
    yield _link(claim, statement, LinkKind.ASSERTS, story)
    yield denial
    yield _link(claim, denial, LinkKind.DENIES, story)


def _denial(row: Mapping[str, Any], statement: Proposal, story: str) -> Iterator[Proposal]:
    """“Y denied that X”: the claim X and the denial of it; who made it is not known here."""
    claim = _claim(row, row["text"].strip(), story)
    yield claim
    yield _link(claim, statement, LinkKind.DENIES, story)


def _date_within(reading: Reading, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The date expression inside these words that gives their date; {} when there is none."""
    inside = (
        date
        for date in reading.get("dates", ())
        if row["start"] <= date["start"] and date["end"] <= row["end"] and date.get("edtf") == row.get("edtf")
    )
    return next(inside, {}) if row.get("edtf") else {}


def _events(reading: Reading, story: str) -> Iterator[Proposal]:
    for row in reading.get("events", ()):
        if _is_speech(reading, row):
            continue
        date = _date_within(reading, row)
        relative = bool(date.get("relative_to"))
        yield Proposal(
            kind="event",
            start=row["start"],
            end=row["end"],
            key=_key(story, "event", row["text"]),
            rule="dated event",
            confidence=row.get("confidence"),
            fields={
                "name": cut(row.get("name") or wording.event_name(row["text"], date.get("text") or ""), 400),
                "domain": wording.domain_of(row["text"]),
                "happened": edtf(row.get("edtf")),
                "happened_text": cut(date.get("text"), 200),
                "origin_text": cut(date.get("text"), 200) if relative else "",
            },
            parties=tuple(row.get("actors") or ()),
        )


def _is_speech(reading: Reading, row: Mapping[str, Any]) -> bool:
    """Whether what happened on that day is that somebody said something, which is a statement already."""
    said = (
        quotation.get("said_at")
        for quotation in reading.get("quotations", ())
        if row["start"] <= quotation["start"] < row["end"]
    )
    return bool(row.get("edtf")) and row["edtf"] in said


def _figures(reading: Reading, story: str) -> Iterator[Proposal]:
    seen: Counter[tuple[str, str]] = Counter()
    for row in reading.get("figures", ()):
        printed = (row["text"], row.get("what") or "")
        seen[printed] += 1
        yield Proposal(
            kind="figure",
            start=row["start"],
            end=row["end"],
            key=_key(story, "figure", *printed, seen[printed]),
            rule="figure",
            confidence=row.get("confidence"),
            fields={
                "what": cut(_counted(reading["text"], row), 300),
                "printed": cut(row["text"], 300),
                "value": row.get("value"),
                "low": row.get("low"),
                "high": row.get("high"),
                "qualifier": row.get("qualifier") or "exact",
                "unit": cut(row.get("unit"), 60),
                "as_of": edtf(row.get("as_of")),
                "said_by_as_written": cut(row.get("said_by"), 300),
            },
            actors={"said_by": row["said_by"]} if row.get("said_by") else {},
        )


def _counted(text: str, row: Mapping[str, Any]) -> str:
    """What a figure counts; of a share the whole clause, as 30 percent "of Belarusians" says nothing by itself."""
    named = row.get("what") or row.get("unit") or row["text"]
    clause = wording.share_of(text, row["end"]) if row.get("unit") == "percent" else ""
    return clause if len(clause.split()) > 1 else named


# What a reading may say of an agreement, to our five states.
_STATES: dict[str, AgreementState] = {
    "on paper": AgreementState.ON_PAPER,
    "only on paper": AgreementState.ON_PAPER,
    "signed": AgreementState.SIGNED,
    "in force": AgreementState.IN_FORCE,
    "implemented": AgreementState.IN_FORCE,
    "activated": AgreementState.IN_FORCE,
    "reached": AgreementState.SIGNED,
    "approved": AgreementState.SIGNED,
    "partly implemented": AgreementState.PARTLY,
    "never fully implemented": AgreementState.PARTLY,
    "ended": AgreementState.ENDED,
}


def agreement_state(words: str) -> AgreementState | None:
    """Our state for the words of a reading, the longest that fits; None when none does."""
    said = words.replace("_", " ").casefold()
    if wording.is_partly_carried_out(said):
        return AgreementState.PARTLY
    fitting = [known for known in _STATES if known in said]
    return _STATES[max(fitting, key=len)] if fitting else None


def _agreements(reading: Reading, story: str) -> Iterator[Proposal]:
    for row in reading.get("agreements", ()):
        agreement = Proposal(
            kind="agreement",
            start=row["start"],
            end=row["end"],
            key=_key(story, "agreement", names.key(row["name"])),
            rule="agreement",
            confidence=row.get("confidence"),
            fields={"name": cut(row["name"], 300), "signed": edtf(row.get("signed"))},
            parties=tuple(row.get("parties") or ()),
        )
        yield agreement
        state = agreement_state(row.get("status") or "")
        if state:
            yield Proposal(
                kind="agreementstatus",
                start=row["start"],
                end=row["end"],
                key=_key(story, "agreementstatus", agreement.key, state),
                rule="agreement",
                confidence=row.get("confidence"),
                fields={
                    "state": str(state),
                    "words": cut(row.get("status"), 300),
                    "as_of": edtf(row.get("status_as_of")),
                },
                links={"agreement": agreement.key},
            )
