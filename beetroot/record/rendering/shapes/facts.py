"""What a fact is to a reader: its date, its words, and what it rests on."""

from dataclasses import dataclass

from beetroot.lib import edtf_dates


@dataclass(frozen=True, slots=True)
class When:
    """A date: EDTF, its words for the reader, the words as the source printed them, and its first and last day."""

    edtf: str
    words: str
    printed: str = ""
    earliest: str = ""
    latest: str = ""
    relative: str = ""

    def __bool__(self) -> bool:
        return bool(self.edtf or self.printed)


def far_year(moment: When) -> int | None:
    """The year of a date that no calendar date can say, before our era for one; see `edtf_dates.far_year`."""
    return edtf_dates.far_year(moment.edtf) if moment.edtf and not moment.earliest else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a story a fact stands. `fragment` opens the story at these words (URL fragment text directive);
    `address` is the story's path with the fragment, "" while the story is not published."""

    story: str
    headline: str
    address: str
    fragment: str
    sentence: str
    exact: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """Something published; `url` is https or http or "". Without a title it reads “source to be found”."""

    title: str
    publisher: str = ""
    authors: str = ""
    when: When | None = None
    url: str = ""
    archived_url: str = ""
    language: str = ""
    reliability: str = ""


@dataclass(frozen=True, slots=True)
class Backing:
    """What a fact rests on: places in our own stories and sources elsewhere. Both empty: source to be found."""

    places: tuple[Place, ...] = ()
    sources: tuple[SourceView, ...] = ()

    @property
    def is_missing(self) -> bool:
        return not self.places and not self.sources


@dataclass(frozen=True, slots=True)
class Answer:
    """That somebody denied, contradicted, confirmed … a claim or statement."""

    who: str
    link: str
    label: str
    when: When
    content: str
    backing: Backing
    against: bool


@dataclass(frozen=True, slots=True)
class StatementView:
    """Who said what, when and in what medium. `quoted` tells whether to set marks around `content`; `denies` is the
    word for it ("denies") where the speaker stands against what `content` says, else ""."""

    id: str
    speaker: str
    role: str
    organization: str
    content: str
    quoted: bool
    mode: str
    cue: str
    hedge: str
    medium: str
    when: When
    backing: Backing
    answers: tuple[Answer, ...] = ()
    denies: str = ""

    @property
    def denied(self) -> bool:
        """True when somebody denied, contradicted, corrected or retracted it."""
        return any(answer.against for answer in self.answers)


@dataclass(frozen=True, slots=True)
class FigureView:
    """A number: `printed` as the story has it, `amount` in our own words ("about 1,500 people")."""

    id: str
    what: str
    printed: str
    amount: str
    value: str
    low: str
    high: str
    qualifier: str
    unit: str
    said_by: str
    as_of: When
    area: str
    state: str
    backing: Backing


@dataclass(frozen=True, slots=True)
class EventView:
    id: str
    name: str
    when: When
    domain: str
    place: str
    participants: tuple[str, ...]
    certainty: str
    backing: Backing
    led_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One side of a contested claim."""

    who: str
    role: str
    link: str
    label: str
    content: str
    medium: str
    when: When
    backing: Backing


@dataclass(frozen=True, slots=True)
class Contested:
    """One row of the said-and-denied ledger: a claim, who stands for it and who against it."""

    id: str
    claim: str
    said: tuple[Said, ...]
    denied: tuple[Said, ...]
    rating: str = ""


@dataclass(frozen=True, slots=True)
class AgreementStateView:
    """Where an agreement stood; `state` is the word, `share` "13 of 28" or ""."""

    state: str
    label: str
    share: str
    done: int | None
    total: int | None
    words: str
    as_of: When
    backing: Backing


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement with its history, oldest first; `now` is the last state, None when none is known."""

    id: str
    name: str
    parties: tuple[str, ...]
    signed: When
    domain: str
    clauses: str
    states: tuple[AgreementStateView, ...]
    now: AgreementStateView | None
    backing: Backing


@dataclass(frozen=True, slots=True)
class RelationView:
    """A row of “who depends on whom”; `number` is the one on its line in the graph, 0 when it is not drawn."""

    id: str
    number: int
    subject: str
    type: str
    label: str
    object: str
    mutual: bool
    domain: str
    words: str
    start: When
    end: When
    state: str
    backing: Backing


@dataclass(frozen=True, slots=True)
class ActorView:
    id: str
    name: str
    schema: str
    aliases: tuple[str, ...]
    country: str
    position: str
    role: str


@dataclass(frozen=True, slots=True)
class ShareView:
    """An answer of a poll; `percent` is "" where the source has no number."""

    answer: str
    printed: str
    percent: str
    equals: str = ""


@dataclass(frozen=True, slots=True)
class PollView:
    """A poll's question as printed; what the source does not say is ""."""

    id: str
    question: str
    pollster: str
    asked: When
    population: str
    sample: str
    shares: tuple[ShareView, ...]
    backing: Backing


@dataclass(frozen=True, slots=True)
class TermView:
    """Somebody's word and what it means."""

    id: str
    wording: str
    meaning: str
    used_by: str
