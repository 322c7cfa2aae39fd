"""Verbs of the record: suggest, decide, add. Each checks, changes, keeps history and logs."""

from beetroot.record.actions.actors import hide_actor, merge_actors, set_aliases, split_actor
from beetroot.record.actions.anchoring import Found, find_again
from beetroot.record.actions.creating import (
    add,
    add_actor,
    add_agreement,
    add_agreement_status,
    add_claim,
    add_claim_link,
    add_event,
    add_event_link,
    add_figure,
    add_relation,
    add_source,
    add_statement,
    change_situation,
    fasten,
    start_situation,
)
from beetroot.record.actions.deciding import change, confirm, confirm_all, reject, suggestions
from beetroot.record.actions.suggesting import NothingToRead, Suggested, suggest, suggest_from_story
from beetroot.record.rules.errors import NotInStory, RecordError, WrongField

__all__ = [
    "Found",
    "NotInStory",
    "NothingToRead",
    "RecordError",
    "Suggested",
    "WrongField",
    "add",
    "add_actor",
    "add_agreement",
    "add_agreement_status",
    "add_claim",
    "add_claim_link",
    "add_event",
    "add_event_link",
    "add_figure",
    "add_relation",
    "add_source",
    "add_statement",
    "change",
    "change_situation",
    "confirm",
    "confirm_all",
    "fasten",
    "find_again",
    "hide_actor",
    "merge_actors",
    "reject",
    "set_aliases",
    "split_actor",
    "start_situation",
    "suggest",
    "suggest_from_story",
    "suggestions",
]
