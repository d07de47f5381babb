"""An oil run as the API gives it: the balance over time, arrivals, banks, booms, the doubts."""

from typing import Any

from shangyou.response.forecasting import named
from shangyou.response.models import OilRun
from shangyou.response.shapes import said
from shangyou.science.messages import Sentence


def row(run: OilRun) -> dict[str, Any]:
    """Return one line of the list."""
    return {
        "id": run.pk,
        "number": run.number,
        "title": run.title,
        "oil": {"id": run.oil_id, "name": run.oil_name},
        "booms": len(run.form.get("booms") or []),
        "outcome": run.outcome,
        "made_at": run.made_at,
        "made_by": run.made_by.name,
    }


def whole(run: OilRun) -> dict[str, Any]:
    """Return a run with everything but the frames of the map."""
    answer = run.answer
    receptors = {receptor["id"]: receptor for receptor in answer["receptors"]}
    doubts = [
        named(Sentence(zh, en), run.places)
        for zh, en in zip(answer["warnings"], answer["warnings_en"], strict=True)
    ]
    return {
        **row(run),
        "form": run.form,
        "model": run.model,
        "model_version": run.model_version,
        "inputs_sha256": run.inputs_sha256,
        "seconds": run.seconds,
        "mass_balance": answer["mass_balance"],
        "of_which": answer["of_which"],
        "weathering": answer["weathering"],
        "receptors": sorted(
            (
                {**place, **receptors[place["id"]]}
                for place in run.places
                if receptors[place["id"]]["probability_reached"] > 0
            ),
            key=lambda found: found["distance_km"] or 0.0,
        ),
        "stranded": [
            {**bank, "name": run.reach_names[bank["reach"]]}
            for bank in answer["stranded"]
            if (bank["mass_kg"]["p95"] or 0.0) > 0.0
        ],
        "booms_held": answer["booms"],
        "warnings": [*doubts, *(said(sentence) for sentence in run.warnings)],
    }
