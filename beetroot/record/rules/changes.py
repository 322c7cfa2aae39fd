"""What changed since an issue, from revisions alone: every change of what readers see, none twice, slips left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beetroot.record.rules.vocabulary import Reason, Review

#: Columns that readers never see or that follow from another column.
UNSEEN = frozenset(
    {
        "review_status", "reviewed_by", "reviewed_as", "reviewed_at", "key", "confidence", "rule", "extractor",
        "merged_into", "numbered_at", "reliability", "note", "situation", "situations", "roles", "private", "hidden",
        "accessed", "archived_sha256",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A revision: `number` rises within a fact in the order of its changes."""

    number: int
    field: str
    old: Any
    new: Any
    reason: str


@dataclass(frozen=True, slots=True)
class Turned:
    """A field that reads differently now."""

    field: str
    old: Any
    new: Any
    is_correction: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """How a fact differs from what readers were last told of it.

    `kind` is new | changed | withdrawn. `upto` is its last revision: telling this change tells everything up to it.
    """

    kind: str
    upto: int
    fields: tuple[Turned, ...] = ()

    @property
    def is_correction(self) -> bool:
        return any(one.is_correction for one in self.fields)


def changed(steps: Sequence[Step], *, told: int | None, is_public: bool) -> Changed | None:
    """What is to be told of one fact; None when nothing is.

    `steps` are all its revisions in order, `told` the last one that readers were told of (None: they never heard of
    it). A field that was changed there and back is no change; of one changed twice readers hear once.
    """
    upto = max((step.number for step in steps), default=0)
    if not is_public:
        # Readers hear that something was taken back when they were told it and somebody has decided since.
        was_told = told is not None and _was_public(steps, told)
        return Changed("withdrawn", upto) if was_told and upto > (told or 0) else None
    if told is None or not _was_public(steps, told):
        return Changed("new", upto)
    fields = tuple(turned(steps, told))
    return Changed("changed", upto, fields) if fields else None


def _was_public(steps: Iterable[Step], until: int) -> bool:
    """Whether the fact stood confirmed, and neither hidden nor private, when readers were last told."""
    state: dict[str, Any] = {}
    for step in steps:
        if step.number > until:
            break
        state |= {step.field: step.new} if step.field else step.new or {}
    return state.get("review_status") == Review.CONFIRMED and not (state.get("hidden") or state.get("private"))


def turned(steps: Iterable[Step], told: int) -> Iterable[Turned]:
    """The fields that read differently after `told`, each once, slips and merges left out."""
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    corrected: set[str] = set()
    for step in steps:
        if step.number <= told or not step.field or step.field in UNSEEN or step.reason in (Reason.TYPO, Reason.MERGE):
            continue
        first.setdefault(step.field, step.old)
        last[step.field] = step.new
        if step.reason == Reason.CORRECTION:
            corrected.add(step.field)
    for field, new in last.items():
        if first[field] != new:
            yield Turned(field, first[field], new, field in corrected)


def replayed(before: Mapping[str, Any], fields: Iterable[Turned]) -> dict[str, Any]:
    """The values after these changes; with no slip among them, what readers were told plus this is what is."""
    return {**before, **{one.field: one.new for one in fields}}
