"""Two networks of this machine's own, one to the database and one to the mail server, and hosts joined to both.

Each host is a network namespace with a cable (a veth pair) to either network. Cutting a cable takes the link down: what
was sent is lost and nobody is told, as when a switch dies. Needs root and iproute2.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

DATA, MAIL = "data", "mail"


def ip(*words: str) -> None:
    """One `ip` command that must succeed."""
    done = subprocess.run(["ip", *words], check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"


@dataclass(frozen=True)
class Host:
    """`namespace` is its name for `ip netns`."""

    namespace: str
    cables: dict[str, str]

    def cut(self, network: str) -> None:
        """The cable breaks."""
        ip("link", "set", self.cables[network], "down")

    def mend(self, network: str) -> None:
        """The cable is whole again."""
        ip("link", "set", self.cables[network], "up")


class Networks:
    """`addresses`: where this machine itself listens, by network."""

    def __init__(self) -> None:
        self._number = os.getpid() % 200
        self._hosts, self._numbers = list[Host](), count(2)
        self.addresses = {DATA: f"10.{self._number}.211.1", MAIL: f"10.{self._number}.212.1"}

    def _name(self, word: str) -> str:
        """Interface names have at most 15 characters."""
        return f"bt{self._number}{word}"

    def lay(self) -> None:
        """The two switches."""
        for network, address in self.addresses.items():
            ip("link", "add", self._name(network), "type", "bridge")
            ip("addr", "add", f"{address}/24", "dev", self._name(network))
            ip("link", "set", self._name(network), "up")

    def join(self) -> Host:
        """A new host on both."""
        number = next(self._numbers)
        host = Host(self._name(f"h{number}"), {each: self._name(f"{each[0]}{number}") for each in self.addresses})
        self._hosts.append(host)
        ip("netns", "add", host.namespace)
        ip("-n", host.namespace, "link", "set", "lo", "up")
        for network, cable in host.cables.items():
            other = self._name(f"{network[0]}x{number}")
            ip("link", "add", cable, "type", "veth", "peer", "name", other, "netns", host.namespace)
            ip("link", "set", cable, "master", self._name(network), "up")
            place = f"{self.addresses[network].rpartition('.')[0]}.{number}/24"
            ip("-n", host.namespace, "addr", "add", place, "dev", other)
            ip("-n", host.namespace, "link", "set", other, "up")
        return host

    def clear(self) -> None:
        """Takes everything away again."""
        names = [["netns", "del", host.namespace] for host in self._hosts]
        cables = [["link", "del", cable] for host in self._hosts for cable in host.cables.values()]
        switches = [["link", "del", self._name(network)] for network in self.addresses]
        for words in [*names, *cables, *switches]:
            subprocess.run(["ip", *words], check=False, capture_output=True)


@contextmanager
def networks() -> Iterator[Networks]:
    """Laid, and cleared when the block ends."""
    made = Networks()
    made.clear()
    try:
        made.lay()
        yield made
    finally:
        made.clear()
