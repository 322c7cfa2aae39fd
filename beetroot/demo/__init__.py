"""The example newsroom: original stories about real places, one situation, 200 invented readers, a local inbox."""

from typing import Final

#: Reserved for documentation (RFC 2606), so no mail of the example can ever reach anybody.
EXAMPLE_BASE_URL: Final = "https://ferry.example"

#: (role, user name, password) of everybody who can sign in to the example's desk. Public, hence unsafe, on purpose.
EXAMPLE_SIGN_INS: Final[tuple[tuple[str, str, str], ...]] = (
    ("editor", "editor", "an editor of the example"),
    ("approver", "approver", "an approver of the example"),
    ("reporter", "reporter", "a reporter of the example"),
    ("operator", "operator", "an operator of the example"),
)
