"""Makes the example newsroom, through the other rooms' actions only. Broken off, it is simply run again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from beetroot.demo.actions.founding import found_newsroom
from beetroot.demo.actions.issues import make_issues
from beetroot.demo.actions.readers import bring_readers
from beetroot.demo.actions.record import keep_record, keep_up
from beetroot.demo.actions.staff import Staff
from beetroot.demo.actions.stories import write_stories
from beetroot.issues.models import Issue
from beetroot.lib.keyring import Keyring
from beetroot.newsroom.models import Newsletter
from beetroot.record.models import Situation
from beetroot.stories.models import StoryPage

__all__ = ["Example", "Staff", "create_example"]


@dataclass(frozen=True)
class Example:
    """The example newsroom as it stands: two issues in the archive, the third approved and ready to be closed and
    sent. `readers` counts confirmed subscribers."""

    staff: Staff
    newsletter: Newsletter
    stories: Mapping[str, StoryPage]
    situations: Sequence[Situation]
    issues: Sequence[Issue]
    readers: int


def create_example(*, home: Path, passphrase: bytes) -> Example:
    """Builds everything that is not there yet. The database is migrated and `home`/keys holds a full set of keys.

    Raises KeyringError for missing keys and WrongPassphrase.
    """
    keyring = Keyring.open(home / "keys", passphrase=passphrase)
    staff, newsletter = found_newsroom()
    stories = write_stories(newsletter=newsletter, staff=staff)
    situations = keep_record(stories=stories, staff=staff)
    readers = bring_readers(newsletter=newsletter, keyring=keyring, by=staff.operator)
    issues = make_issues(newsletter=newsletter, stories=stories, staff=staff, before_last=lambda: keep_up(staff=staff))
    return Example(staff, newsletter, stories, situations, issues, readers)
