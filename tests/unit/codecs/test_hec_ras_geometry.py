"""HEC-RAS geometry text."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.codecs import hec_ras_geometry
from shangyou.science.messages import BadInput
from shangyou.science.processes import stage_section

TEXT = """Geom Title=a small river
River Reach=Jialing         ,Lower
Type RM Length L Ch R = 1 ,12.5    ,500,500,500
#Sta/Elev= 6
       0     210      10     200      60     200      65     201     100     200
     120     212
#Mann= 3 , 0 , 0
       0     .05       0      10     .03       0     100     .06       0
Bank Sta=10,100
Type RM Length L Ch R = 3 ,12.2    ,500,500,500
Type RM Length L Ch R = 1 ,12      ,500,500,500
#Sta/Elev= 4
       0     210       0     200     100     200     100     210
#Mann= 1 , 0 , 0
       0     .03       0
"""


def test_sections_of_a_file():
    first, second = hec_ras_geometry.read(TEXT)
    assert (first.river, first.reach, first.station) == ("Jialing", "Lower", "12.5")
    assert first.points[0] == (0.0, 210.0)
    assert first.points[-1] == (120.0, 212.0)
    assert first.roughness == ((0.0, 0.05), (10.0, 0.03), (100.0, 0.06))
    box = stage_section.from_geometry(second.points, second.roughness)
    assert box.area(205.0) == pytest.approx(500.0)
    assert stage_section.from_geometry(first.points, first.roughness).area(205.0) > 400.0


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("     .03       0     100", "     .O3       0     100", 8, "not a number"),
        ("#Sta/Elev= 6", "#Sta/Elev= 7", 4, "14 numbers"),
        ("#Sta/Elev= 6", "#Sta/Elev= x", 4, "integer"),
        ("     210      10", "     nan      10", 5, "not a number"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(old, new, line, words):
    with pytest.raises(BadInput) as caught:
        hec_ras_geometry.read(TEXT.replace(old, new, 1))
    problem = caught.value.problems[0]
    assert problem.path == f"line {line}"
    assert words in problem.sentence.en


def test_a_section_without_roughness_is_not_left_out():
    with pytest.raises(BadInput, match="no roughness"):
        hec_ras_geometry.read(TEXT.replace("#Mann= 3", "#Nomann= 3", 1))


@given(st.text())
def test_any_text_is_read_or_refused(text):
    with pytest.raises(BadInput):
        hec_ras_geometry.read(text)
    for noise in (TEXT + text, text + TEXT):
        with contextlib.suppress(BadInput):
            assert hec_ras_geometry.read(noise)
