"""Write a page for every table of the trade under docs/reference.

python scripts/write_reference_pages.py
"""

from collections import Counter
from pathlib import Path
from typing import Any

from shangyou.reference.catalogue import TABLES
from shangyou.reference.table import STATUS_TITLES, STATUSES, Table
from shangyou.science.messages import Sentence

PAGES = Path(__file__).parents[1] / "docs" / "reference"
GENERATED = "由 `scripts/write_reference_pages.py` 生成，勿手改。 Generated, not edited by hand.\n"


def cell(value: Any) -> str:
    """Return one value as the text of a Markdown cell."""
    if value is None:
        text = ""
    elif isinstance(value, Sentence):
        text = value.zh if value.zh == value.en else f"{value.zh} · {value.en}"
    elif isinstance(value, bool):
        text = "是 yes" if value else "否 no"
    elif isinstance(value, float):
        text = f"{value:.6g}"
    elif isinstance(value, tuple):
        text = "、".join(str(part) for part in value)
    else:
        text = str(value)
    return text.replace("|", "\\|").replace("\n", " ").strip(" ·")


def counts(table: Table) -> str:
    """Say how many rows there are of each status."""
    found = Counter(row.status for row in table.rows)
    each = "，".join(
        f"{STATUS_TITLES[s].zh} {STATUS_TITLES[s].en} {found[s]}" for s in STATUSES if found[s]
    )
    return f"{len(table.rows)} 行 rows：{each}"


def page(table: Table) -> str:
    """Return the whole page of a table."""
    titles = [
        f"{c.title.zh} {c.title.en}" + (f" ({c.unit})" if c.unit else "") for c in table.columns
    ]
    lines = [
        f"# {table.title.zh} · {table.title.en}\n",
        GENERATED,
        f"依据 Standard：{table.standard}　{counts(table)}\n",
        f"| {' | '.join(titles)} |",
        f"|{'---|' * len(titles)}",
        *(
            f"| {' | '.join(cell(getattr(row, c.name)) for c in table.columns)} |"
            for row in table.rows
        ),
    ]
    return "\n".join(lines) + "\n"


def index() -> str:
    """Return the page that lists the tables."""
    lines = [
        "# 参考表 · Reference tables\n",
        GENERATED,
        "每行都有来源和状态；状态为“需核实”的数值在屏幕和文件上标注“需核实”。",
        "Every row has a source and a status; what is unverified is marked 需核实 on screen.\n",
        "表的数据在 `src/shangyou/reference/data/`；改动后运行本脚本。",
        "The tables are kept in `src/shangyou/reference/data/`; run the script after a change.\n",
        "| 表 Table | 依据 Standard | 行数与状态 Rows and status |",
        "|---|---|---|",
        *(
            f"| [{t.title.zh} · {t.title.en}]({t.name}.md) | {t.standard} | {counts(t)} |"
            for t in TABLES
        ),
    ]
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    return {"README.md": index(), **{f"{table.name}.md": page(table) for table in TABLES}}


def main() -> None:
    """Write the pages and remove those of tables that are gone."""
    PAGES.mkdir(parents=True, exist_ok=True)
    written = pages()
    for old in PAGES.glob("*.md"):
        if old.name not in written:
            old.unlink()
    for name, text in written.items():
        (PAGES / name).write_text(text, encoding="utf-8")
    print(f"{len(written)} pages in docs/reference")


if __name__ == "__main__":
    main()
