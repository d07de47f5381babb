"""Promises about the repository itself."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listing.stdout.split("\0") if name]


def test_lock_files_name_versions_and_hashes_but_no_address():
    python = (ROOT / "requirements.lock").read_text() + (ROOT / "requirements-dev.lock").read_text()
    assert "--hash=sha256:" in python
    assert not re.search(r"https?://|--index-url|--find-links", python)
    web = (ROOT / "web/package-lock.json").read_text()
    assert '"integrity"' in web
    assert '"resolved": "http' not in web


def test_no_registry_host_is_written_anywhere():
    hosts = re.compile(
        rb"py" rb"pi\.org|python" rb"hosted\.|npm" rb"js\.(org|com)|deb\.deb" rb"ian\."
    )
    named = [
        p
        for p in tracked()
        if p.is_file() and p.suffix not in {".png", ".docx"} and hosts.search(p.read_bytes())
    ]
    assert named == []


def test_every_dependency_has_a_line_in_the_decision():
    project = (ROOT / "pyproject.toml").read_text()
    block = project.split("dependencies = [", 1)[1].split("]\n", 1)[0]
    names = re.findall(r'"([a-z0-9-]+)', block)
    decision = (ROOT / "docs/decisions/0003-dependencies.md").read_text()
    assert len(names) > 15
    assert [n for n in names if f"| {n} |" not in decision] == []


def test_every_decision_names_what_enforces_it():
    pages = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert len(pages) >= 5
    assert [p.name for p in pages if "Enforced by" not in p.read_text()] == []


def test_links_between_documents_lead_somewhere():
    pages = [ROOT / "README.md", ROOT / "README.zh-CN.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)} -> {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text())
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_no_large_file():
    assert [p.name for p in tracked() if p.is_file() and p.stat().st_size > 3_000_000] == []
