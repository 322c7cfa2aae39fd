"""`beetroot tour` on a page of our own and on the seed: every line has a place, and the folder can be looked at."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
OWN_PAGE = Path(__file__).parents[1] / "reading" / "stories" / "en-ferry.txt"


def tour(page: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "beetroot", "tour", str(page), "--to", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)


def test_a_copied_page_goes_the_whole_way_and_nothing_of_it_is_lost(tmp_path):
    done = tour(OWN_PAGE, tmp_path / "tour")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 not." in done.stdout
    assert "The next issue: does not come" in done.stdout
    report = (tmp_path / "tour" / "index.html").read_text()
    assert not re.search(r'(?:src|href)="https?:', report)
    for name in ("story.html", "situation.html", "newsletter.html", "mail.html", "mail.txt", "mail.eml", "site.css"):
        assert (tmp_path / "tour" / name).stat().st_size > 100


def test_the_page_this_began_with_goes_the_whole_way(shared, tmp_path):
    done = tour(shared / "seed" / "lukashenkos-war.txt", tmp_path / "tour")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "46 lines and 40 blank ones; 46 accounted for, 0 not." in done.stdout
    assert "newsletter “The Beet” found in the page" in done.stdout


def test_what_is_no_story_is_refused_before_anything_is_made(tmp_path):
    (tmp_path / "numbers.txt").write_text("1 2 3\n" * 40)
    done = tour(tmp_path / "numbers.txt", tmp_path / "tour")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "tour").exists()
