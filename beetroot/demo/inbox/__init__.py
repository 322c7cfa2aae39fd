"""A mailbox on this computer for the example newsroom, the tour and the tests: nothing in it ever leaves."""

from beetroot.demo.inbox.maildir import Inbox, InboxError, MailDidNotCome, StoredMail
from beetroot.demo.inbox.server import RunningInbox, run_inbox, serve_inbox

__all__ = ["Inbox", "InboxError", "MailDidNotCome", "RunningInbox", "StoredMail", "run_inbox", "serve_inbox"]
