"""What a reader's browser sends, without a browser."""

import urllib.error
import urllib.parse
import urllib.request


def status(url: str) -> int:
    """Of a GET, redirects followed."""
    return answer(url, None)


def answer(url: str, form: dict[str, str] | None) -> int:
    """Of a POST of this form, redirects followed; of a GET where there is none."""
    data = None if form is None else urllib.parse.urlencode(form).encode()
    try:
        with urllib.request.urlopen(url, data=data, timeout=20) as answered:  # noqa: S310 - our own server
            return int(answered.status)
    except urllib.error.HTTPError as error:
        return error.code
