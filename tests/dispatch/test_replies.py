"""What a mail server said, in plain words."""

import pytest

from beetroot.dispatch.rendering.replies import in_plain_words


@pytest.mark.parametrize(
    ("state", "reply", "words"),
    [
        ("rejected", "550 5.1.1 <address>: user unknown", "does not exist"),
        ("deferred", "452 4.2.2 over quota", "full"),
        ("deferred", "451 4.7.28 unusual rate", "more mail from us"),
        ("deferred", "451 4.7.1 try again later", "puts this mail off"),
        ("rejected", "550 5.7.1 blocked", "distrusts the sender"),
        ("rejected", "550 5.7.26 unauthenticated", "DMARC"),
        ("rejected", "550 5.7.999 new rule", "by its rules"),
        ("deferred", "421 closing", "closed the connection"),
        ("queued", "The mail server greets with 554 no service", "by its rules"),
        ("deferred", "450 try later", "cannot be written"),
        ("rejected", "571 no", "refused"),
        ("deferred", "471 what", "come back later"),
        ("deferred", "", "broke off"),
        ("rejected", "ours: This reader's sealed record is damaged.", "could not prepare"),
        ("deferred", "ours: This provider answers slowly; others go first.", "hold this reader's copy back"),
        ("uncertain", "250 5.1.1 lies", "never said"),
        ("rejected", "550 \u202e5.1.1", "does not exist"),
    ],
)
def test_each_reply_is_a_sentence(state: str, reply: str, words: str) -> None:
    assert words in in_plain_words(state=state, reply=reply)
