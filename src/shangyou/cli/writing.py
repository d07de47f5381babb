"""Files the commands write, and the problem that names one."""

from pathlib import Path

from shangyou.science.messages import BadInput, Problem, Sentence


def write(path: Path, text: str) -> None:
    """Write a text, or raise BadInput with the reason."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(
            [
                problem(
                    str(path),
                    f"无法写入（{error.strerror}）",
                    f"cannot be written ({error.strerror})",
                )
            ]
        ) from None


def problem(path: str, zh: str, en: str) -> Problem:
    """Return a problem of a file, a column or an option."""
    return Problem(path, Sentence(zh, en))
