"""Verbs on the list. The doors need public keys only; everything else needs the keyed worker's keyring."""

from beetroot.audience.actions.doors import (
    ask_for_link,
    ask_to_leave,
    change_behind,
    confirm,
    confirm_change,
    leaves_pending,
    newsletter_to_confirm,
    preferences_behind,
    sign_up,
    undo_leave,
    wish,
)
from beetroot.audience.actions.erasing import register_eraser
from beetroot.audience.actions.housekeeping import left_to_reseal, reseal, to_bury, try_records
from beetroot.audience.actions.intake import judge_leaves, take_in
from beetroot.audience.actions.letters import letter_bounced, reader_of_letter
from beetroot.audience.actions.requests import export_csv, find, forget
from beetroot.audience.actions.roll import (
    Sealed,
    audience_of,
    by_language,
    counts,
    history,
    no_longer_wanted,
    open_addresses,
    reader_count,
    sealed_records,
    segment_size,
    still_wanted,
    suppress,
)
from beetroot.audience.actions.second_place import replay_leavings
from beetroot.audience.actions.tables import ImportReport, NoConsent, import_csv

__all__ = [
    "ImportReport",
    "NoConsent",
    "Sealed",
    "ask_for_link",
    "ask_to_leave",
    "audience_of",
    "by_language",
    "change_behind",
    "confirm",
    "confirm_change",
    "counts",
    "export_csv",
    "find",
    "forget",
    "history",
    "import_csv",
    "judge_leaves",
    "leaves_pending",
    "left_to_reseal",
    "letter_bounced",
    "newsletter_to_confirm",
    "no_longer_wanted",
    "open_addresses",
    "preferences_behind",
    "reader_count",
    "reader_of_letter",
    "register_eraser",
    "replay_leavings",
    "reseal",
    "sealed_records",
    "segment_size",
    "sign_up",
    "still_wanted",
    "suppress",
    "take_in",
    "to_bury",
    "try_records",
    "undo_leave",
    "wish",
]
