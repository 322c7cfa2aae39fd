import pytest

from beetroot.mail.errors import BadServerUrl
from beetroot.mail.smtp import ServerUrl, Tls


@pytest.mark.parametrize(
    ("url", "scheme", "place", "tls"),
    [
        ("smtp://mx.example.org", "smtp", ("mx.example.org", 25, ""), Tls.OPPORTUNISTIC),
        ("smtp://MX.example.org:2525?tls=required", "smtp", ("mx.example.org", 2525, ""), Tls.REQUIRED),
        ("smtp://127.0.0.1:25?tls=none", "smtp", ("127.0.0.1", 25, ""), Tls.NONE),
        ("smtp://[::1]:26", "smtp", ("::1", 26, ""), Tls.OPPORTUNISTIC),
        ("smtps://mx.example.org", "smtps", ("mx.example.org", 465, ""), Tls.REQUIRED),
        ("lmtp:///run/post/lmtp", "lmtp", ("", 24, "/run/post/lmtp"), Tls.OPPORTUNISTIC),
        ("lmtp://mx.example.org:2424/", "lmtp", ("mx.example.org", 2424, ""), Tls.OPPORTUNISTIC),
        ("smtp://u:p@mx.example.org", "smtp", ("mx.example.org", 25, ""), Tls.REQUIRED),
        ("smtp://u:p@localhost:25", "smtp", ("localhost", 25, ""), Tls.OPPORTUNISTIC),
        ("smtp://u:p@mx.example.org?tls=opportunistic", "smtp", ("mx.example.org", 25, ""), Tls.OPPORTUNISTIC),
    ],
)
def test_a_url_says_where_and_how_to_connect(url, scheme, place, tls):
    server = ServerUrl.parse(url)
    assert (server.scheme, (server.host, server.port, server.path), server.tls) == (scheme, place, tls)


def test_user_and_password_are_decoded_and_never_shown():
    server = ServerUrl.parse("smtp://desk%40example.org:p%3A%2Fss@mx.example.org")
    assert (server.user, server.password) == ("desk@example.org", "p:/ss")
    assert "desk" not in repr(server)
    assert "ss" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "", "mx.example.org", "http://mx.example.org", "smtp://", "smtp:///path", "lmtp://host/path", "lmtp://",
        "smtp://mx.example.org:port", "smtp://mx.example.org:99999", "smtp://[::1", "smtps://mx.example.org?tls=none",
        "smtp://mx.example.org?tls=maybe", "smtp://mx.example.org?ssl=yes", "smtp://u%0d%0a:p@mx.example.org",
        "smtp://secret-user:secret-word@",
    ],
)  # fmt: skip
def test_a_url_that_is_wrong_is_refused_without_being_shown(url):
    with pytest.raises(BadServerUrl) as refusal:
        ServerUrl.parse(url)
    assert "secret" not in str(refusal.value)
    assert refusal.value.__cause__ is None
