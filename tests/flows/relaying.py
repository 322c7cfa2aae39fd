"""A Postfix of its own that passes everything on to one server of the test: what a newsroom's own host does."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.flows.servers import POSTFIX, answers, free_port, until

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.letter.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
relayhost = [127.0.0.1]:{next_hop}
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_tls_security_level = none
smtp_tls_security_level = none
smtputf8_enable = yes
enable_long_queue_ids = yes
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
default_destination_concurrency_limit = {at_once}
smtp_destination_concurrency_failed_cohort_limit = 1000
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
"""
_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
scache unix - - n - 1 scache
showq unix n - n - - showq
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
flush unix n - n 1000? 0 flush
tlsmgr unix - - n 1000? 1 tlsmgr
verify unix - - n - 1 verify
"""


@dataclass(frozen=True)
class Relaying:
    """Where it listens and lies, and what is in its queue."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def configuration(self) -> Path:
        return self.folder / "etc"

    def queue(self) -> list[str]:
        """One JSON line a message."""
        command = ["/usr/sbin/postqueue", "-c", str(self.configuration), "-j"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

    def flush(self) -> None:
        """Has everything that was put off tried at once."""
        subprocess.run(["/usr/sbin/postqueue", "-c", str(self.configuration), "-f"], check=True, capture_output=True)


@contextmanager
def relaying_postfix(*, next_hop: int, at_once: int = 20) -> Iterator[Relaying]:
    """Needs root. `next_hop`: a loopback port; `at_once`: connections to it at a time."""
    folder, port = Path(tempfile.mkdtemp(prefix="beetroot-relay-")), free_port()
    folder.chmod(0o755)
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir()
        (folder / name).chmod(0o755)
    shutil.chown(folder / "data", "postfix")
    words = {"folder": folder, "port": port, "next_hop": next_hop, "at_once": at_once}
    (folder / "etc/main.cf").write_text(_MAIN.format(**words))
    (folder / "etc/master.cf").write_text(_MASTER.format(**words))
    (folder / "log").touch(0o660)
    command = [POSTFIX or "postfix", "-c", str(folder / "etc")]
    try:
        subprocess.run([*command, "start"], check=True, capture_output=True, umask=0o022)
        until(lambda: answers(port), what="Postfix")
        yield Relaying(port, folder)
    finally:
        subprocess.run([*command, "stop"], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
