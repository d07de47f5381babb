"""Where the web build did not write the district outlines, the demo world stands all the same, and says so."""

import pytest

from shangyou.preparedness.demo import geography, load
from shangyou.preparedness.models import District, Receptor, RiskSource


@pytest.fixture
def no_outlines(monkeypatch):
    monkeypatch.setattr(geography, "OUTLINES", ())
    geography.outlines.cache_clear()
    yield
    geography.outlines.cache_clear()


@pytest.mark.django_db
def test_the_demo_world_stands_without_outlines(no_outlines):
    said = []
    load(said.append)
    assert "没有区县界文件" in said[0]
    assert District.objects.filter(geometry__isnull=True).count() == 38
    assert not Receptor.objects.filter(kind="district_boundary").exists()
    assert Receptor.objects.filter(code__startswith="RC").count() == 127
    # every made-up enterprise still belongs to somebody: the nearest district seat
    assert not RiskSource.objects.filter(code__startswith="RSX", region="").exists()


@pytest.mark.django_db
def test_outlines_built_later_are_taken_in(monkeypatch):
    if not geography.outlines():
        pytest.skip("web/public/demo/chongqing-districts.geojson was not built")
    built = geography.OUTLINES
    monkeypatch.setattr(geography, "OUTLINES", ())
    geography.outlines.cache_clear()
    load(lambda _: None)
    monkeypatch.setattr(geography, "OUTLINES", built)
    geography.outlines.cache_clear()
    created = load(lambda _: None)
    assert not District.objects.filter(geometry__isnull=True).exists()
    assert created["receptors"] == Receptor.objects.filter(kind="district_boundary").count() > 30
    assert sum(created.values()) == created["receptors"]
