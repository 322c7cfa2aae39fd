"""Issue documents as `issue_document` makes them, for tests that need no database."""

from __future__ import annotations

from typing import Any

from beetroot.record.rendering.shapes import Answer, Backing, Place, Roots, StatementView, When

BASE = "https://letter.example"
PHOTO = {
    "digest": "a" * 64,
    "alt": "A ferry on a wide river",
    "decorative": False,
    "caption": "The first crossing.",
    "credit": "Nino Example",
    "taken": "2025",
    "width": 1200,
    "height": 800,
    "sources": [{"width": 960, "url": f"{BASE}/media/images/ferry.width-960.jpg"}],
}


def story(**changed: Any) -> dict[str, Any]:
    """A short story with a photo and a link."""
    return {
        "uuid": "00000000-0000-4000-8000-000000000001",
        "page_id": 7,
        "revision": 3,
        "url": f"{BASE}/stories/ferry/",
        "language": "en",
        "direction": "ltr",
        "kicker": "The river’s price",
        "headline": "A ferry for Kilia",
        "lede": "A bridge fell. What came instead says who decides here.",
        "bylines": [{"label": "Story by", "name": "Ana Example", "url": None, "written_for": "The Quay Letter"}],
        "newsletter": None,
        "publication": None,
        "first_published_in": None,
        "region": None,
        "topics": [],
        "published_on": "2026-03-01",
        "sources": [{"title": "Licence of 1974", "publisher": "Town archive", "url": None, "note": ""}],
        "blocks": [
            {"id": "1", "type": "paragraph", "html": "It began <em>quietly</em>. One licence was left."},
            {"id": "2", "type": "photo", "photo": PHOTO},
            {"id": "3", "type": "paragraph", "html": 'See <a href="https://archive.example/x">the licence</a>.'},
            {"id": "4", "type": "paragraph", "html": "The last word is the captain’s."},
        ],
        **changed,
    }


def document(*stories: dict[str, Any], newsletter: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
    """An issue of these stories, or of one."""
    chosen = stories or (story(),)
    return {
        "base_url": BASE,
        "language": "en",
        "newsletter": {**_NEWSLETTER, **(newsletter or {})},
        "number": 14,
        "dated": "2026-03-03",
        "subject": "A ferry instead of a bridge",
        "preheader": "What the closed bridge costs.",
        "introduction": ["Dear readers, we stood at the quay."],
        "archive_url": f"{BASE}/quay/14/",
        "stories": [{"style": "full", "story": one, "roots": None} for one in chosen],
        "changes": {"since": None, "groups": [], "corrections": []},
        "corrects": None,
        "pictures": ["a" * 64],
        **changed,
    }


_NEWSLETTER = {
    "slug": "quay",
    "name": "The Quay Letter",
    "tagline": "Weekly dispatch from the towns along the river",
    "cadence": "Weekly newsletter",
    "coverage": "the lower Danube",
    "from_name": "The Quay Letter",
    "from_address": "letter@letter.example",
    "reply_to": "",
    "neutral_from_name": "N. Post",
    "neutral_subject": "Your weekly mail",
    "list_id": "quay.letter.example",
    "leave_base": f"{BASE}/leave/",
    "leave_mailbox": "leave@letter.example",
    "sign_up_url": f"{BASE}/sign-up/quay/",
    "imprint": "Quay Press, registered in Example.",
    "postal_address": "Quay Press\n1 Quay Street",
}


def roots(content: str = "We were not told", speaker: str = "Captain Example") -> dict[str, Any]:
    """The facts under a story: one statement that somebody denied."""
    day = When(edtf="2025-10-03", words="3 October 2025")
    backing = Backing(places=(Place("u", "h", "/stories/ferry/", "#:~:text=It%20began", content, content),))
    denied = Answer("The harbour office", "denies", "denied it", day, "", backing, True)
    said = StatementView("1", speaker, "", "", content, True, "direct", "said", "", "radio", day, backing, (denied,))
    return Roots((said,), (), (), (), (), ()).as_dict()
