"""What people do with an issue. Every action checks the permission, acts atomically and leaves an audit line."""

from beetroot.issues.actions.archive import open_archive
from beetroot.issues.actions.closing import (
    ReopenGuard,
    approve,
    close,
    problems,
    register_reopen_guard,
    reopen,
    submit,
)
from beetroot.issues.actions.corrections import find_carriers, redact_issues, start_correction
from beetroot.issues.actions.editing import Place, add_story, change_issue, create_issue
from beetroot.issues.actions.proofs import TakenTestSend, settle_test_send, take_test_send, test_send
from beetroot.issues.rules import IssuesError

__all__ = [
    "IssuesError",
    "Place",
    "ReopenGuard",
    "TakenTestSend",
    "add_story",
    "approve",
    "change_issue",
    "close",
    "create_issue",
    "find_carriers",
    "open_archive",
    "problems",
    "redact_issues",
    "register_reopen_guard",
    "reopen",
    "settle_test_send",
    "start_correction",
    "submit",
    "take_test_send",
    "test_send",
]
