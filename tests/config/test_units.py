"""The systemd units: what each part may not do, as systemd itself judges it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from beetroot.config import grants

UNITS = sorted((Path(__file__).parents[2] / "packaging/systemd").glob("*.service"))
SAFE = 20
"""Of 100; systemd calls up to 20 "OK" and a service without any sandbox 96."""


def said(unit: Path, name: str) -> list[str]:
    lines = unit.read_text().splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")]


def test_each_part_has_a_unit_and_a_user_of_its_own_which_is_its_database_role_too():
    users = {user for unit in UNITS for user in said(unit, "User")}
    assert users == {grants.PREFIX + role for role in grants.ROLES}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_little_that_a_seized_part_could_do(unit):
    if not shutil.which("systemd-analyze"):
        pytest.skip("left out: systemd-analyze is not installed")
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={SAFE}", str(unit)]
    judged = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert judged.returncode == 0, judged.stdout[-400:] + judged.stderr
    assert "Unknown" not in judged.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_no_part_writes_a_core_or_swap_and_only_the_keyed_one_sees_keys(unit):
    assert said(unit, "LimitCORE") == said(unit, "MemorySwapMax") == ["0"]
    hidden = "/srv/beetroot/keys" in " ".join(said(unit, "InaccessiblePaths"))
    assert hidden == (unit.stem != "beetroot-keyed")
    assert ("secret.key" in " ".join(said(unit, "InaccessiblePaths"))) == (
        unit.stem in ("beetroot-public", "beetroot-keyless", "beetroot-feedback")
    )
    assert said(unit, "SocketBindDeny") == (["any"] if "beetroot worker" in said(unit, "ExecStart")[0] else [])


# Grants


def rights(role: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for grant in grants.grants(grants.all_tables()):
        if grant.role == role:
            found.setdefault(grant.table, set()).add(grant.privilege)
    return found


def columns(role: str, table: str) -> set[str]:
    return {
        column
        for grant in grants.grants(grants.all_tables())
        if (grant.role, grant.table, grant.privilege) == (role, table, "SELECT")
        for column in grant.columns or ("everything",)
    }


@pytest.mark.parametrize("role", ["public", "desk"])
def test_no_web_process_may_read_a_sealed_record_or_a_hash_of_an_address(role):
    for table in (name for name in rights(role) if name.startswith("audience_")):
        assert not {column for column in columns(role, table) if "sealed" in column or "hmac" in column}, table
        if "SELECT" in rights(role)[table]:
            assert columns(role, table) != {"everything"} or table in ("audience_leaverequest", "audience_daycount")


def test_the_public_site_reads_no_staff_session_draft_or_log_and_changes_no_page():
    mine = rights("public")
    for table in (
        "newsroom_user",
        "django_session",
        "wagtailcore_revision",
        "newsroom_auditentry",
        "dispatch_delivery",
    ):
        assert table not in mine
    changing = {table for table, privileges in mine.items() if privileges - {"SELECT"}}
    assert changing == {
        "audience_addresschange",
        "audience_confirmation",
        "audience_leaverequest",
        "audience_linkrequest",
        "audience_preferencelink",
        "audience_signup",
        "audience_undo",
        "stories_rendition",
    }
    assert columns("public", "newsroom_keyrecord") == {"id", "purpose", "public", "state", "made_on"}


def test_the_keyless_worker_knows_nothing_of_the_list_and_nobody_rewrites_the_audit():
    assert not [table for table in rights("keyless") if table.startswith("audience_")]
    audit = {role: rights(role).get("newsroom_auditentry", set()) for role in grants.ROLES}
    assert audit.pop("keyless") == {"SELECT", "INSERT", "DELETE"}  # old lines only: a row policy
    assert all(privileges <= {"SELECT", "INSERT"} for privileges in audit.values())
