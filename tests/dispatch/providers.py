"""A mail server that answers each reader's provider in its own way."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.mail.servers import Say, Sink


@dataclass
class Providers(Sink):
    """`says`: domain to what RCPT is told, every time. `asked` counts RCPT commands by domain."""

    says: Mapping[str, Say] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def answer(self, step: str, usual: Say) -> Say:
        if step != "RCPT":
            return super().answer(step, usual)
        domain = self.commands[-1].rpartition("@")[2].rstrip(">").split(">")[0]
        self.asked[domain] += 1
        return self.says.get(domain, usual)

    def took(self, domain: str) -> int:
        """How many mails for a domain were stored."""
        return sum(stored.recipients[0].endswith(f"@{domain}") for stored in self.stored)
