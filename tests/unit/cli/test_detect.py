"""`shangyou detect`: the whole way from a CSV file to answers, and sentences for bad files."""

import csv

import numpy as np
import pytest

from shangyou.cli import detect_table
from shangyou.cli.main import main
from shangyou.science.messages import BadInput

ROWS = 900


def series(seed=0, rows=ROWS):
    generator = np.random.default_rng(seed)
    values = np.array([7.8, 300.0, 50.0]) * (1 + 0.003 * generator.standard_normal((rows, 3)))
    label = np.zeros(rows, int)
    for at in (300, 600):
        values[at : at + 25, 0] += 0.5
        label[at : at + 25] = 1
    return values, label


def write(
    path, values, label=None, *, stamp="2026-03-{d:02d} {h:02d}:{m:02d}:00", encoding="utf-8"
):
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file)
        writer.writerow(["时间", "pH", "电导率", "flow", *(["event"] if label is not None else [])])
        for i, row in enumerate(values):
            minute = 5 * i
            time = stamp.format(d=1 + minute // 1440, h=minute // 60 % 24, m=minute % 60)
            cells = ["" if np.isnan(v) else f"{v:.4f}" for v in row]
            writer.writerow([time, *cells, *([label[i]] if label is not None else [])])
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("detect")
    source = write(folder / "train.csv", *series())
    detector = folder / "D.json"
    assert train(source, detector) == 0
    return detector


def train(source, detector, *more, label="event", quality="pH,电导率"):
    given = ["detect", "train", "--csv", str(source), "--time", "时间", "--quality", quality]
    given += ["--operational", "flow", *(["--label", label] if label else []), "-o", str(detector)]
    return main([*given, *more])


def run(detector, source, out):
    return main(
        ["detect", "run", "--detector", str(detector), "--csv", str(source), "-o", str(out)]
    )


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_from_training_to_answers(trained, tmp_path):
    values, label = series(5)
    assert run(trained, write(tmp_path / "t.csv", values), tmp_path / "out.csv") == 0
    rows = rows_of(tmp_path / "out.csv")
    assert list(rows[0]) == ["time", "score", "event", "cause"]
    assert len(rows) == ROWS
    event = np.array([int(r["event"]) for r in rows])
    assert (event[label == 1]).mean() > 0.6
    assert event[label == 0].mean() < 0.02
    told = next(r["cause"] for r in rows if r["event"] == "1")
    assert "pH" in told
    assert "把握" in told
    assert "confidence" in told


def test_a_shorter_file_gives_the_same_prefix(trained, tmp_path):
    values, _ = series(6)
    values[100:130] = np.nan
    run(trained, write(tmp_path / "long.csv", values), tmp_path / "long.out")
    run(trained, write(tmp_path / "short.csv", values[:333]), tmp_path / "short.out")
    long, short = ((tmp_path / n).read_text().splitlines() for n in ("long.out", "short.out"))
    assert long[: len(short)] == short


def test_without_labels_it_learns_from_practice_events(tmp_path, capsys):
    values = series()[0]
    values[300:325, 0] -= 0.5
    values[600:625, 0] -= 0.5
    source = write(tmp_path / "train.csv", values)
    assert train(source, tmp_path / "D", label=None) == 0
    assert "no labels" in capsys.readouterr().out
    assert run(tmp_path / "D", write(tmp_path / "t.csv", series(5)[0]), tmp_path / "o") == 0
    event = np.array([int(r["event"]) for r in rows_of(tmp_path / "o")])
    assert event[300:306].any()


def test_gb18030_and_slashes_and_repeated_times(tmp_path):
    stamp = "2026/3/{d:02d} {h:02d}:{m:02d}"
    values, label = series()
    source = write(tmp_path / "t.csv", values, label, stamp=stamp, encoding="gb18030")
    assert train(source, tmp_path / "D") == 0
    lines = source.read_text(encoding="gb18030").splitlines()
    twice = [lines[0], *[line for line in lines[1:] for _ in range(2)], "x,1,2,3,0"]
    source.write_text("\n".join(twice), encoding="gb18030")
    assert run(tmp_path / "D", source, tmp_path / "out") == 0
    rows = rows_of(tmp_path / "out")
    assert len(rows) == 2 * ROWS + 1
    assert rows[1]["score"] == rows[0]["score"]
    assert "not judged" in rows[1]["cause"]
    assert "not judged" in rows[-1]["cause"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda t: t.replace("pH", "PH", 1), "--quality"),
        (lambda t: t.replace("event", "oops", 1), "--label"),
        (lambda _: "", "empty"),
        (lambda t: t.splitlines()[0], "no rows"),
        (lambda t: "\n".join(t.splitlines()[:20]), "at least 300"),
        (lambda t: t.replace(",0\n", ",maybe\n", 1), "should be 0 or 1"),
        (lambda t: t.replace("2026-", "Monday "), "cannot be read"),
        (lambda t: t.replace("pH,电导率", "pH,pH"), "more than one column"),
    ],
)
def test_a_bad_training_file_is_one_sentence_and_nothing_is_written(spoil, said, tmp_path, capsys):
    source = write(tmp_path / "t.csv", *series(rows=700))
    source.write_text(
        spoil(source.read_text(encoding="utf-8").replace("\r\n", "\n")), encoding="utf-8"
    )
    assert train(source, tmp_path / "D") == 2
    told = capsys.readouterr().err
    assert said in told
    assert not (tmp_path / "D").exists()


def test_bad_places_and_names_are_sentences(trained, tmp_path, capsys):
    source = write(tmp_path / "t.csv", series()[0])
    assert run(tmp_path / "none", source, tmp_path / "o") == 2
    assert run(trained, tmp_path / "none.csv", tmp_path / "o") == 2
    assert run(trained, tmp_path, tmp_path / "o") == 2
    assert run(source, source, tmp_path / "o") == 2
    assert run(trained, source, tmp_path / "no" / "o") == 2
    assert run(trained, source, tmp_path) == 2
    assert train(source, tmp_path / "D", quality=" ,") == 2
    assert train(source, tmp_path / "D", quality="pH,pH") == 2
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 8
    assert not (tmp_path / "o").exists()


def test_a_file_that_lacks_a_signal_is_refused(trained, tmp_path, capsys):
    source = write(tmp_path / "t.csv", series()[0])
    source.write_text(
        source.read_text(encoding="utf-8").replace("电导率", "浊度"), encoding="utf-8"
    )
    assert run(trained, source, tmp_path / "o") == 2
    assert "电导率" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["2026-03-01T08:00:00+08:00", "2026-03-01T09:00:00+08:00"], "iso"),
        (["2026-03-01 08:00", "2026-03-01 09:00"], "iso"),
        (["30/11/2026 08:00", "01/12/2026 08:00", "02/12/2026 08:00"], "%d/%m/%Y %H:%M"),
        (["11/30/2026 08:00", "12/01/2026 08:00", "12/02/2026 08:00"], "%m/%d/%Y %H:%M"),
        (["02/03/2026 08:00", "03/03/2026 08:00", "04/03/2026 08:00"], "%d/%m/%Y %H:%M"),
        (["20260301080000", "20260301090000"], "%Y%m%d%H%M%S"),
        (["04-01 08:00", "04-01 12:00"], "%m-%d %H:%M"),
        (["0", "60", "120"], "seconds"),
    ],
)
def test_times_are_read_in_the_form_they_are_written_in(cells, form):
    assert detect_table.form_of(cells) == form
    seconds = detect_table.times(cells, form)
    assert (np.diff(seconds) > 0).all()


def test_times_that_are_none_are_refused():
    with pytest.raises(BadInput):
        detect_table.form_of(["yesterday", "today"])


def station_rows(path, spilt=0.0):
    """Write two four-hourly stations in turn: the second gets a spill in its last row."""
    generator = np.random.default_rng(8)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["断面", "时间", "氨氮(mg/L)", "铊", "状态"])
        for n in range(40):
            for name in "甲乙":
                ammonia = 0.14 + 0.004 * generator.standard_normal()
                ammonia += spilt if (n, name) == (39, "乙") else 0.0
                time = f"2026-03-{1 + n // 6:02d} {n % 6 * 4:02d}:00"
                writer.writerow(
                    [name, time, f"{ammonia:.4f}", 0.0001, "维护" if n == 5 else "正常"]
                )
    return path


def watch(source, out, *more, quality="氨氮(mg/L),铊"):
    given = ["detect", "watch", "--csv", str(source), "--time", "时间", "--station", "断面"]
    return main([*given, "--quality", quality, "-o", str(out), *more])


@pytest.mark.parametrize(("spilt", "tier"), [(0.0, 0), (0.06, 1), (1.6, 2)])
def test_the_live_rules_judge_a_file_with_nothing_to_train(tmp_path, spilt, tier):
    source = station_rows(tmp_path / "s.csv", spilt)
    assert watch(source, tmp_path / "out.csv", "--where", "状态=正常") == 0
    rows = rows_of(tmp_path / "out.csv")
    assert len(rows) == 78
    last = rows[-1]
    assert (last["station"], last["tier"], last["tier 氨氮(mg/L)"]) == ("乙", str(tier), str(tier))
    assert ("氨氮" in last["cause"]) is (tier > 0)
    assert rows[-2]["tier"] == "0"
    if tier == 1:
        assert last["hint"] == "1"
        assert "本站步长" in last["cause"]


@pytest.mark.parametrize(
    ("more", "quality", "says"),
    [
        (["--where", "状态=好"], "铊", "没有一行"),
        ([], "氨氮(mg/L)=nitrogen", "没有因子"),
        ([], "铊,铊", "多次"),
        ([], " , ", "至少"),
        ([], "镉", "没有列"),
    ],
)
def test_what_cannot_be_watched_is_said_in_a_sentence(tmp_path, capsys, more, quality, says):
    source = station_rows(tmp_path / "s.csv")
    assert watch(source, tmp_path / "out.csv", *more, quality=quality) != 0
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()
