"""What a forecast in changing flow computes: every curve once, and none that nobody asks for."""

from shangyou.science.models.river import unsteady


def changing(rivers, **more):
    """Give four reaches, each with a course of its own: four clocks."""
    document = rivers.chain(members=60, **more)
    for i, reach in enumerate(document["reaches"]):
        q = reach["discharge_m3_s"]
        crest = rivers.at(40_000 + 15_000 * i)
        reach["discharge_m3_s"] = [[rivers.at(0), q], [crest, 1.6 * q], [rivers.at(9e5), q]]
    return document


def counted(monkeypatch):
    """Count the curves that every stretch is asked for."""
    asked = []
    plain = unsteady.curves

    def counting(medium, sources, lengths, *rest, **named):
        asked.append(lengths.shape[1])
        return plain(medium, sources, lengths, *rest, **named)

    monkeypatch.setattr(unsteady, "curves", counting)
    return asked


def test_below_the_last_receptor_nothing_is_carried(rivers, monkeypatch):
    document = changing(rivers)
    document["receptors"] = document["receptors"][:2]
    asked = counted(monkeypatch)
    rivers.solve(document)
    # four parts of the ensemble: out of the first reach and past its receptor, past the second one
    assert sorted(asked) == [1, 1, 1, 1, 2, 2, 2, 2]


def test_receptors_at_one_place_share_its_curve(rivers, monkeypatch):
    document = changing(rivers)
    first = document["receptors"][0]
    document["receptors"] = [
        {**first, "id": f"Q{i}", "position": position}
        for i, position in enumerate((None, 0.1, 0.9))
    ]
    document["releases"][0]["position"] = 0.0
    asked = counted(monkeypatch)
    answer = rivers.solve(document)
    assert asked == [1, 1, 1, 1]
    mean, near, far = (r.peak_mg_l.p50 for r in answer.receptors)
    assert near > mean > far


def test_a_sample_asks_for_its_own_curve_alone(rivers, monkeypatch):
    document = changing(rivers)
    document["observations"] = [
        {
            "receptor": "P0", "time": rivers.at(30_000), "concentration_mg_l": 0.1, "detection_limit_mg_l": 1e-4,
        }
    ]  # fmt: skip
    document["receptors"] = document["receptors"][:1]
    asked = counted(monkeypatch)
    rivers.solve(document)
    assert set(asked) == {1}
