"""A substance as the intake form shows it: from the reference tables, nothing of its own."""

from typing import Any

from shangyou.reference.substances import PROPERTY_KINDS, Substance, limits_of
from shangyou.reference.treatment import techniques_for
from shangyou.science.messages import Sentence

TECHNIQUES_SHOWN = 6


def row(substance: Substance) -> dict[str, Any]:
    """Give one line of a list of substances."""
    return {
        "key": substance.key,
        "cas": substance.cas,
        "name_zh": substance.name_zh,
        "name_en": substance.name_en,
        "un": substance.un_number,
        "hazards": list(substance.hazards),
        "status": substance.status,
    }


def card(substance: Substance) -> dict[str, Any]:
    """Give all a duty officer needs to know of a substance."""
    behaviour = substance.behaviour
    return {
        **row(substance),
        "formula": substance.formula,
        "aliases": list(substance.aliases),
        "properties": [
            {
                "title": kind.title,
                "value": float(f"{found.value:.4g}"),
                "unit": kind.unit,
                "source": found.source,
                "status": found.status,
            }
            for kind in PROPERTY_KINDS
            if (found := substance.properties.get(kind.name))
        ],
        "limits": [
            {
                "title": limit.title,
                "value_mg_l": limit.value_mg_l,
                "standard": limit.standard,
                "clause": limit.clause,
                "status": limit.status,
            }
            for limit in limits_of(substance)
        ],
        "techniques": [
            {
                "title": Sentence(
                    f"{match.technique.technique.zh}（{match.technique.reagent.zh}）",
                    f"{match.technique.technique.en} ({match.technique.reagent.en})",
                ),
                "detail": match.technique.dose,
                "status": match.technique.status,
            }
            for match in techniques_for(substance)[:TECHNIQUES_SHOWN]
        ],
        "behaviour": behaviour.title if behaviour else "",
    }
