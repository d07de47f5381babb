"""`shangyou run`, `models`, `schema`: any model of the catalogue, with no server and no database."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from shangyou.science.messages import BadInput, Problem, Sentence

BAD_INPUT = 2


def add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("case", metavar="CASE.json", type=Path)
    parser.add_argument("-o", "--output", metavar="OUT.json", type=Path)
    parser.add_argument("--seed", type=int, default=0, metavar="N")


def refuse(*problems: Problem) -> int:
    """Say what is wrong, one line per problem, and return the exit code of bad input."""
    for problem in problems:
        zh, en = problem.sentence.zh, problem.sentence.en
        print(f"{problem.path}: {zh} / {en}", file=sys.stderr)
    return BAD_INPUT


def run(arguments: argparse.Namespace) -> int:
    """Answer one case; nothing is written unless the whole answer is there."""
    from shangyou.science import cases

    try:
        spec = _model(arguments.model)
        document = _load(arguments.case)
        _seed(arguments.seed)
        inputs = cases.read(spec, document)
        _writable(arguments.output)
        begin = time.perf_counter()
        answer = spec.to_json(spec.solve(inputs, seed=arguments.seed))
    except BadInput as error:
        return refuse(*error.problems)
    result = {
        "model": spec.name,
        "version": spec.version,
        "inputs_sha256": cases.sha256(inputs),
        "seed": arguments.seed,
        "seconds": round(time.perf_counter() - begin, 4),
        **answer,
    }
    text = json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n"
    if arguments.output is None:
        sys.stdout.write(text)
        return 0
    try:
        arguments.output.write_text(text, encoding="utf-8")
    except OSError as error:
        return refuse(
            _problem(
                str(arguments.output),
                f"无法写入（{error.strerror}）",
                f"cannot be written ({error.strerror})",
            )
        )
    return 0


def models(_: argparse.Namespace) -> int:
    from shangyou.science.catalogue import MODELS

    for spec in MODELS:
        print(f"{spec.name:<20} {spec.version:<8} {spec.title.zh} / {spec.title.en}")
    return 0


def schema(arguments: argparse.Namespace) -> int:
    from shangyou.science.case_schema import schema_of

    try:
        spec = _model(arguments.model)
    except BadInput as error:
        return refuse(*error.problems)
    print(json.dumps(schema_of(spec), ensure_ascii=False, indent=2))
    return 0


def _seed(seed: int) -> None:
    if seed < 0:
        raise BadInput([_problem("--seed", "应为不小于 0 的整数", "must not be negative")])


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Sentence(zh, en))


def _model(name: str) -> Any:
    from shangyou.science.catalogue import MODELS, model

    spec = model(name)
    if spec is None:
        listed = ", ".join(m.name for m in MODELS)
        raise BadInput(
            [
                _problem(
                    "MODEL",
                    f"没有模型“{name}”；可用：{listed}",
                    f"there is no model '{name}'; available: {listed}",
                )
            ]
        )
    return spec


def _load(path: Path) -> object:
    where = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except IsADirectoryError:
        raise BadInput(
            [_problem(where, "是目录，应为 JSON 文件", "is a directory; a JSON file is needed")]
        ) from None
    except UnicodeDecodeError:
        raise BadInput([_problem(where, "不是 UTF-8 编码的文本", "is not UTF-8 text")]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "invalid path"
        raise BadInput(
            [_problem(where, f"无法读取（{reason}）", f"cannot be read ({reason})")]
        ) from None
    try:
        return json.loads(text)
    except RecursionError:
        raise BadInput([_problem(where, "嵌套过深", "is nested too deeply")]) from None
    except ValueError as error:
        place = f"{getattr(error, 'lineno', '?')}:{getattr(error, 'colno', '?')}"
        raise BadInput(
            [_problem(where, f"不是有效的 JSON（{place} 处）", f"is not valid JSON (at {place})")]
        ) from None


def _writable(path: Path | None) -> None:
    """Refuse a place that cannot be written before the work, not after it."""
    if path is None:
        return
    if path.is_dir():
        raise BadInput([_problem(str(path), "是目录，应为文件名", "is a directory; name a file")])
    if not path.parent.is_dir():
        raise BadInput(
            [_problem(str(path), "所在目录不存在", "lies in a directory that does not exist")]
        )
