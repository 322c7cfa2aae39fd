"""How long a new database takes, its steps in our order beside Django's own, each in a process of its own.

python benchmarks/founding.py [ROUNDS]
"""

import os
import statistics
import sys
import tempfile
import time
from subprocess import run


def main(rounds: int = 3) -> None:
    """Processor seconds, median of the rounds, and their ratio."""
    taken: dict[str, list[float]] = {"django": [], "ours": []}
    for _ in range(rounds):
        for order, found in taken.items():
            with tempfile.TemporaryDirectory() as home:
                environment = os.environ | {
                    "BEETROOT_HOME": home,
                    "DJANGO_SETTINGS_MODULE": "beetroot.config.settings",
                }
                child = [sys.executable, __file__, "--order", order]
                found.append(float(run(child, env=environment, check=True, capture_output=True, text=True).stdout))
    django, ours = (statistics.median(found) for found in taken.values())
    spread = max((max(found) - min(found)) / statistics.median(found) for found in taken.values())
    print(
        f"a new database: Django's order {django:.1f} s, ours {ours:.1f} s: {ours / django:.2f} (spread {spread:.0%})"
    )


def _migrate(order: str) -> None:
    import django
    from django.core.management import call_command
    from django.core.management.commands import migrate
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    from beetroot.newsroom.management.commands.migrate import OthersFirst

    migrate.MigrationExecutor = OthersFirst if order == "ours" else MigrationExecutor  # type: ignore[attr-defined]
    began = time.process_time()
    call_command("migrate", verbosity=0, interactive=False)
    print(time.process_time() - began)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--order"]:
        _migrate(sys.argv[2])
    else:
        main(*map(int, sys.argv[1:]))
