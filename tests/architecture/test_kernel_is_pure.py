"""The kernel may import only this; a longer list is a decision, not an accident."""

import subprocess
import sys

import grimp
import pytest

ALLOWED = {
    "numpy", "scipy", "numba", "math", "dataclasses", "typing", "collections", "enum",
    "itertools", "functools", "datetime", "types",
}  # fmt: skip
# Reading and fingerprinting a case are pure functions of text.
ALLOWED |= {"json", "hashlib"}
# Members of an ensemble are computed at once (`river/cores.py`): threads that change no digit, decision 0001.
ALLOWED |= {"concurrent"}


@pytest.mark.parametrize("part", ["shangyou.science"])
def test_imports_nothing_else(part):
    graph = grimp.build_graph("shangyou", include_external_packages=True, cache_dir=None)
    inside = {part, *graph.find_descendants(part)}
    assert len(inside) > 20
    outside = {i for m in inside for i in graph.find_modules_directly_imported_by(m)} - inside
    assert {o.split(".")[0] for o in outside} <= ALLOWED


def test_the_command_line_answers_without_django():
    """`shangyou run` must start fast and work where no database is."""
    code = (
        "import sys\n"
        "from shangyou.cli.main import main\n"
        "import shangyou.science.catalogue\n"
        "main(['models'])\n"
        "heavy = {'django', 'numba', 'pandas', 'thermo'} & set(sys.modules)\n"
        "sys.exit(1 if heavy else 0)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
