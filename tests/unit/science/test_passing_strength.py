"""The compiled strength of many members is the plain one's, whatever the release did."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.track import strength, strengths


def source(edges, rates, sudden=0.0):
    count = max(len(rates), 1)
    return SourceTerm(
        edges_s=np.array(edges), rate_kg_s=np.array(rates), temperature_k=np.full(count, 293.0),
        aerosol_fraction=np.zeros(count), sudden_kg=sudden, height_m=0.0, diameter_m=1.0, theory="x",
    )  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.floats(0.0, 50.0), min_size=1, max_size=12),
    st.lists(st.floats(0.1, 2000.0), min_size=12, max_size=12),
    st.lists(st.tuples(st.floats(0.0, 3000.0), st.floats(0.0, 500.0)), min_size=1, max_size=6),
)
def test_it_is_the_plain_strength(rates, spans, members):
    edges = np.concatenate(([0.0], np.cumsum(spans[: len(rates)])))
    given_source = source(edges, rates)
    delay, sigma = (np.array(column) for column in zip(*members, strict=True))
    times = np.linspace(0.0, 6000.0, 40)
    plain = strength(given_source, delay[:, None], sigma[:, None], times)
    assert strengths(given_source, delay, sigma, times) == pytest.approx(plain, abs=1e-9)


def test_a_sudden_release_and_none_at_all():
    delay, sigma, times = np.array([10.0, 20.0]), np.array([2.0, 3.0]), np.array([10.0, 20.0])
    sudden = strengths(source([0.0, 0.0], [0.0], sudden=5.0), delay, sigma, times)
    assert np.diag(sudden) == pytest.approx(1.0)
    assert strengths(source([0.0, 60.0], [0.0]), delay, sigma, times).max() == 0.0
