"""Only bold, italic, line breaks and checked links get through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beetroot.lib.inline_html import clean, paragraphs, plain, safe_target


@pytest.mark.parametrize(
    ("given_html", "kept"),
    [
        ("<p>Plain <b>bold</b> <i>slanted</i></p>", "Plain <strong>bold</strong> <em>slanted</em>"),
        ('<a href="https://example.org/a?b=1&amp;c=2">x</a>', '<a href="https://example.org/a?b=1&amp;c=2">x</a>'),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="jav&#x09;ascript:alert(1)">x</a>', "x"),
        ('<a href="https://ok.example" onclick="alert(1)" style="x">x</a>', '<a href="https://ok.example">x</a>'),
        ("a<script>alert(1)</script>b", "ab"),
        ("<svg><script>alert(1)</script></svg>after", "after"),
        ("<img src=x onerror=alert(1)>text", "text"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<b>never closed", "<strong>never closed</strong>"),
        ("<b><i>crossed</b></i>", "<strong><em>crossed</em></strong>"),
        ("one<br/>two<br>", "one<br>two"),
        ("<p>one</p><p> </p><p>two</p>", "one<br><br>two"),
    ],
)
def test_markup_is_rebuilt_from_what_is_known(given_html, kept):
    assert clean(given_html) == kept


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//host/path",
        "/path",
        "https://",
        "https://bank.example@evil.example/",
        "https://a b.example",
        "https://a.example/\u2028x",
        "mailto:a@example.org?bcc=b@example.org",
        "mailto:a@example.org?subject=x%0aBcc:b@example.org",
        "https://[broken",
        "",
        None,
    ],
)
def test_a_dangerous_or_relative_address_is_no_link(address):
    assert safe_target(address) is None


@pytest.mark.parametrize("address", ["https://example.org/é?q=1#x", "http://example.org", "mailto:desk@example.org"])
def test_a_usual_address_is_a_link(address):
    assert safe_target(address) == address


def test_plain_text_keeps_words_breaks_and_link_marks():
    html = 'Tom &amp; <b>Ann</b><br>see <a href="https://example.org">here</a>'
    assert (
        plain(html, mark=lambda address, words: f"{words} <{address}>") == "Tom & Ann\nsee here <https://example.org>"
    )


@given(st.text(alphabet=st.sampled_from("<>ab\"'/= &;#x\\-!pscriptonclk:"), max_size=60))
def test_whatever_is_written_cleaning_twice_changes_nothing(text):
    once = paragraphs(text)
    assert [clean(part) for part in once] == once
