"""Real servers for the flows: PostgreSQL and Postfix of the system, in folders and on ports of their own."""

import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

POSTGRESQL = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
POSTFIX = shutil.which("postfix", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
IS_ROOT = os.geteuid() == 0


_PORTS = iter(range(20_000 + os.getpid() * 101 % 11_000, 32_000))
"""Below those that the kernel hands out itself."""


def free_port(neighbours: int = 0) -> int:
    """A loopback port that is free, and so are as many after it; never given twice on this machine."""
    row: list[int] = []
    for port in _PORTS:
        row = [*row, port] if _take(port) and _is_free(port) else []
        if len(row) > neighbours:
            return row[0]
    raise AssertionError("no free port")


def _take(port: int) -> bool:
    """Locks a file that stands for the port until this process ends: test processes side by side take others."""
    file = os.open(f"{tempfile.gettempdir()}/beetroot-tests-port-{port}-{os.geteuid()}", os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return False
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def until(holds: Callable[[], object], *, seconds: float = 30, what: str) -> None:
    """Looks again and again until it holds."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, f"{what} did not come within {seconds:g} s"
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Whether something takes connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class PostgreSQL:
    """A cluster in a folder of its own; each call of `new_database` gives the URL of an empty database."""

    folder: Path
    port: int
    hosts: tuple[str, ...] = ("127.0.0.1",)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _server: "subprocess.Popen[bytes] | None" = None

    def new_database(self, *, template: str = "template1") -> str:
        name = f"newsroom{next(self._numbers)}"
        place = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-T", template]
        subprocess.run([POSTGRESQL[-1].with_name("createdb"), *place, name], check=True)
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def initialize(self) -> None:
        """Trusts whoever can reach it; it listens on loopback and on the tests' own networks."""
        shape = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "-N"]
        command = [*_AS_OWNER, str(POSTGRESQL[-1]), "-D", str(self.folder / "data"), *shape]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)
        with (self.folder / "data/pg_hba.conf").open("a") as rules:
            rules.writelines(f"host all all {host}/24 trust\n" for host in self.hosts)

    def start(self) -> None:
        place = ["-h", ",".join(self.hosts), "-p", str(self.port), "-k", str(self.folder)]
        options = [*place, "-c", "fsync=off", "-c", "full_page_writes=off"]
        command = [*_AS_OWNER, str(POSTGRESQL[-1].with_name("postgres")), "-D", str(self.folder / "data"), *options]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(command, stderr=log, cwd=self.folder)
        ready = [str(POSTGRESQL[-1].with_name("pg_isready")), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        until(lambda: subprocess.run(ready, check=False).returncode == 0, what="PostgreSQL")

    def stop(self) -> None:
        """As `pg_ctl stop -m fast`: every connection is ended."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(30)


_AS_OWNER = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if IS_ROOT else []
"""PostgreSQL refuses to run as root: then Debian's `postgres` runs it."""


@contextmanager
def postgresql(*hosts: str) -> Iterator[PostgreSQL]:
    """A throw-away cluster on loopback, and on other addresses of this machine."""
    folder = Path(tempfile.mkdtemp(prefix="beetroot-postgresql-"))
    if IS_ROOT:
        shutil.chown(folder, "postgres", "postgres")
    cluster = PostgreSQL(folder, free_port(), ("127.0.0.1", *hosts))
    try:
        cluster.initialize()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Mailbox:
    """Where a mail server puts everything that it takes: a Maildir, with LF at the ends of lines."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    def mails(self) -> list[bytes]:
        """Every mail as it was stored, oldest first."""
        paths = sorted((self.folder / "new").glob("*"), key=lambda path: path.stat().st_mtime_ns)
        return [path.read_bytes() for path in paths]

    def empty(self) -> None:
        """Forgets what was stored."""
        for path in (self.folder / "new").glob("*"):
            path.unlink()


_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.provider.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
default_transport = virtual
virtual_mailbox_base = {folder}
virtual_mailbox_maps = static:mail/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_tls_security_level = none
smtputf8_enable = yes
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
virtual unix - n n - - virtual
"""


@contextmanager
def postfix() -> Iterator[Mailbox]:
    """A Postfix of its own that takes mail for everybody into one Maildir. Needs root."""
    folder, port, owner = Path(tempfile.mkdtemp(prefix="beetroot-postfix-")), free_port(), pwd.getpwnam("postfix")
    folder.chmod(0o755)
    for name in ("etc", "queue", "data", "mail"):
        (folder / name).mkdir()
        (folder / name).chmod(0o755)  # whatever the umask: Postfix's own user must get in
    for name in ("data", "mail"):
        os.chown(folder / name, owner.pw_uid, owner.pw_gid)
    words = {"folder": folder, "port": port, "uid": owner.pw_uid, "gid": owner.pw_gid}
    (folder / "etc/main.cf").write_text(_MAIN.format(**words))
    (folder / "etc/master.cf").write_text(_MASTER.format(**words))
    command = [POSTFIX or "postfix", "-c", str(folder / "etc")]
    log = folder / "log"
    try:
        started = subprocess.run([*command, "start"], check=False, capture_output=True, text=True, umask=0o022)
        said = [started.stdout, started.stderr, log.read_text() if log.exists() else ""]
        assert started.returncode == 0, f"Postfix did not start on port {port}:\n{''.join(said)}"
        until(lambda: answers(port), what="Postfix")
        yield Mailbox(port, folder / "mail")
    finally:
        subprocess.run([*command, "stop"], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
