"""Raw-data text of MIKE 11: what is written comes back, and every broken line is named."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.codecs import mike_cross_sections as mike
from shangyou.science.messages import BadInput
from shangyou.science.processes import stage_section

numbers = st.floats(-500, 9000).map(lambda v: round(v, 3))
names = st.text("abcdefg江河1234-", min_size=1, max_size=12).filter(lambda t: t.strip() == t)


def write(
    topo, river, chainage, points, *, datum=0.0, resistance="   0  0     1.000", relative=1.0
):
    """One section as the cross-section editor exports it; our own writing, for the tests alone."""
    bed = [
        f"{x:10.3f}{z:10.3f}{relative if isinstance(relative, float) else relative[i]:10.3f}"
        f"     <#{i % 5}>     0     0.000     0"
        for i, (x, z) in enumerate(points)
    ]
    return "\n".join(
        [
            topo, river, f"               {chainage}", "COORDINATES", "    0", "FLOW DIRECTION", "    0",
            "PROTECT DATA", "    0", "DATUM", f"      {datum:.2f}", "RADIUS TYPE", "    0",
            "DIVIDE X-Section", "0", "SECTION ID", f"    {river} {chainage}", "INTERPOLATED", "    0",
            "ANGLE", "    0.00   0", "RESISTANCE NUMBERS",
            f"{resistance}     1.000     1.000    1.000    1.000", f"PROFILE        {len(points)}", *bed,
            "LEVEL PARAMS", "   0  0    0.000  0    0.000  20", "*******************************",
        ]
    )  # fmt: skip


TRAPEZE = [(0.0, 10.0), (10.0, 0.0), (20.0, 0.0), (30.0, 10.0)]


@given(
    st.lists(
        st.tuples(names, names, st.integers(0, 900_000), st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30)),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([0.0, 1.78, -20.5]),
    st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_what_is_written_comes_back(sections, datum, end):
    text = "\n".join(write(*section, datum=datum) for section in sections).replace("\n", end)
    found = mike.read(text)
    assert mike.looks_like(text)
    for (topo, river, chainage, points), section in zip(sections, found, strict=True):
        assert (section.topo_id, section.river, section.chainage_m) == (topo, river, chainage)
        assert [x for x, _ in section.points] == [x for x, _ in points]
        assert [z for _, z in section.points] == pytest.approx([z + datum for _, z in points])
        assert section.roughness == ()
    assert [s.line for s in found] == sorted({s.line for s in found})


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_in_sentences(text):
    problems = ()
    try:
        mike.read(text)
    except BadInput as error:
        problems = error.problems
    assert all(p.sentence.zh.startswith("第") for p in problems)


@pytest.mark.parametrize(
    ("resistance", "relative", "expected"),
    [
        ("   0  1     0.035", 1.0, ((0.0, 0.035),)),
        ("   0  2    40.000", 1.0, ((0.0, 0.025),)),
        ("   2  1     1.000", [0.05, 0.05, 0.03, 0.05], ((0.0, 0.05), (20.0, 0.03), (30.0, 0.05))),
        ("   0  3    50.000", 1.0, ()),  # Chezy says no n
        ("   2  0     1.000", 1.0, ()),  # relative
    ],
)
def test_resistance_becomes_manning_n_where_it_says_one(resistance, relative, expected):
    (section,) = mike.read(write("T", "R", 0, TRAPEZE, resistance=resistance, relative=relative))
    assert section.roughness == expected


def test_a_trapeze_carries_what_manning_says():
    """Bottom 10 m, slopes 1:1, n 0.03: at 4 m depth A = 56 m2, P = 10 + 8 sqrt(2), K = A R^(2/3) / n."""
    (section,) = mike.read(write("T", "R", 0, TRAPEZE, resistance="   0  1     0.030"))
    table = stage_section.from_geometry(section.points, section.roughness)
    assert table.area(4.0) == pytest.approx(56.0, rel=1e-9)
    perimeter = 10 + 8 * math.sqrt(2)
    conveyance = 56 ** (5 / 3) / perimeter ** (2 / 3) / 0.03
    # strips join at the bed's corners, so that the whole is a little more than one strip's
    assert float(table.conveyance_m3_s[15]) == pytest.approx(conveyance, rel=1e-6)
    assert table.stage_m[15] == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("PROFILE        4", "PROFILE        5", 24),
        ("PROFILE        4", "PROFILE        many", 24),
        ("    10.000     0.000", "    10.000       n/a", 26),
        ("               1200", "               K1+2", 3),
        ("      0.00\nRADIUS", "      null\nRADIUS", 11),
        ("   0  1     0.030", "   0  1     0.000", 23),
    ],
)
def test_every_broken_line_is_named(old, new, line):
    good = write("T", "长江", 1200, TRAPEZE, resistance="   0  1     0.030")
    assert old in good
    bad = good.replace(old, new)
    with pytest.raises(BadInput) as caught:
        mike.read(f"{good}\n{bad}")
    assert [p.path for p in caught.value.problems] == [f"line {line + good.count(chr(10)) + 1}"]


def test_a_file_without_sections_says_so():
    with pytest.raises(BadInput) as caught:
        mike.read("\n\n")
    assert "没有 MIKE 断面" in caught.value.problems[0].sentence.zh
