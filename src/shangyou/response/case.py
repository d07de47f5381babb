"""From an incident to the exact case of `river-transport`, and what was assumed on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shangyou.preparedness.hydrology import Regime
from shangyou.preparedness.network import BANK_TITLES, Network, Path
from shangyou.reference.substances import ApplicableLimit, Substance, applicable_limit
from shangyou.response import river_case
from shangyou.response.amounts import Released, released
from shangyou.response.places import Place
from shangyou.response.planning.wording import clock, duration, figure, mass
from shangyou.response.river_case import Spill, state_of
from shangyou.response.river_now import present
from shangyou.response.river_state import RiverState
from shangyou.science.messages import Sentence

MODEL = "river-transport"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One value the run rests on, where it comes from and how sure it is."""

    title: Sentence
    value: Sentence
    source: Sentence
    status: str

    def document(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "title": both_languages(self.title),
            "value": both_languages(self.value),
            "source": both_languages(self.source),
            "status": self.status,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case ready to run, and what belongs to it but not into the model."""

    document: dict[str, Any]
    path: Path
    regime: Regime
    mass: Released
    limits: Mapping[str, ApplicableLimit | None]
    assumptions: tuple[Assumption, ...]
    warnings: tuple[Sentence, ...]

    def over(self, window_h: float) -> "Case":
        """Return the case over another window, which is the last of its assumptions."""
        return replace(
            self,
            document={**self.document, "duration_h": window_h},
            assumptions=(*self.assumptions[:-1], _window(window_h)),
        )


def both_languages(sentence: Sentence) -> dict[str, str]:
    """Return a sentence as it is stored."""
    return {"zh": sentence.zh, "en": sentence.en}


def build(
    spill: Spill,
    places: Sequence[Place],
    network: Network,
    path: Path,
    *,
    window_h: float,
    rivers: RiverState | None = None,
) -> Case:
    """Return the case of a spill: the reaches downstream, the release, the receptors with limits.

    Without `rivers` the reaches are as date and season have them: no gauge, survey or test is asked.
    """
    state = state_of(spill) if rivers is None else rivers.regime
    mass_of = released(spill.amount, spill.substance, spill.cause)
    limits = {place.key: _limit(spill.substance, place) for place in places}
    decay = spill.decay_per_s
    if decay is None:
        decay = (spill.substance.decay_per_s if spill.substance else None) or 0.0
    document = river_case.common(
        spill,
        places,
        path,
        rivers.reaches() if rivers else network.case_reaches(path, state),
        hours=window_h,
        amount={"mass_kg": mass_of.median_kg},
        members=spill.members,
    )
    document["substance"] = {"name": spill.substance_name.zh, "decay_per_s": decay}
    document["ensemble"]["mass_sigma"] = mass_of.sigma
    for receptor, place in zip(document["receptors"], places, strict=True):
        limit = limits[place.key]
        receptor["limit_mg_l"] = limit.limit.value_mg_l if limit and limit.limit else None
    return Case(
        document=document,
        path=path,
        regime=state,
        mass=mass_of,
        limits=limits,
        assumptions=tuple(_assumptions(spill, mass_of, state, document, rivers)),
        warnings=tuple(_warnings(spill, mass_of, limits)),
    )


def _limit(substance: Substance | None, place: Place) -> ApplicableLimit | None:
    if substance is None or place.register == "response_spaces":
        return None
    return applicable_limit(substance, place.kind, place.water_class, place.use)


def _assumptions(
    spill: Spill,
    mass_of: Released,
    state: Regime,
    document: dict[str, Any],
    rivers: RiverState | None,
) -> list[Assumption]:
    reach = document["reaches"][0]
    gauged = rivers is not None and reach["id"] in rivers.ratios
    return [
        Assumption(Sentence("物质", "substance"), *_substance(spill)),
        Assumption(
            Sentence("入河量", "mass released"), mass_of.words, mass_of.source, mass_of.status
        ),
        Assumption(
            Sentence("开始时间与历时", "start and duration"),
            Sentence(
                f"{clock(spill.started_at).zh}，{duration(spill.duration_s).zh}",
                f"{clock(spill.started_at).en}, {duration(spill.duration_s).en}",
            ),
            Sentence("接报所述；时间误差按 ±10 分钟计", "as stated; taken as ±10 minutes"),
            "estimated",
        ),
        Assumption(
            Sentence("入河岸别", "bank"),
            BANK_TITLES[spill.bank],
            Sentence("接报所述；不详时按全断面混合", "as stated; unknown means mixed across"),
            "estimated",
        ),
        Assumption(
            Sentence("水情", "state of the rivers"),
            state.label,
            Sentence("按日期与季节推算", "by date and season"),
            "estimated",
        ),
        Assumption(
            Sentence("起始河段流量", "discharge at the release"),
            _discharge(reach),
            Sentence("河段台账，按水文站读数修正", "register of reaches, corrected by gauges")
            if gauged
            else Sentence("河段台账", "register of reaches"),
            "estimated",
        ),
        *(Assumption(*said) for said in (rivers.assumed if rivers else ())),
        _decay(spill, document["substance"]["decay_per_s"]),
        _window(document["duration_h"]),
    ]


def _discharge(reach: Mapping[str, Any]) -> Sentence:
    words = (
        f"{figure(present(reach['discharge_m3_s']))} m³/s"
        f" ± {100 * reach['discharge_relative_sd']:.0f} %"
    )
    return Sentence(words, words)


def _window(window_h: float) -> Assumption:
    return Assumption(
        Sentence("预报时长", "length of the forecast"),
        duration(window_h * 3600.0),
        Sentence(
            "由小集合试算取定：可能超标的受体全过程在内，最长 30 天",
            "by a trial run: the whole passage at every place that may exceed, 30 days at most",
        ),
        "estimated",
    )


def _substance(spill: Spill) -> tuple[Sentence, Sentence, str]:
    if spill.substance is None:
        return (
            spill.substance_name,
            Sentence("物质不详：按不降解的保守物质计算", "unknown: taken as lasting and dissolved"),
            "unverified",
        )
    return spill.substance_name, Sentence("物质表", "table of substances"), spill.substance.status


def _decay(spill: Spill, decay: float) -> Assumption:
    title = Sentence("一级降解系数", "first-order loss")
    value = Sentence(f"{decay:.3g} 1/s", f"{decay:.3g} 1/s")
    known = spill.substance.properties.get("decay_per_s") if spill.substance else None
    if spill.decay_per_s is not None:
        return Assumption(title, value, Sentence("本次研判设定", "set for this run"), "estimated")
    if known is not None:
        return Assumption(title, value, Sentence(known.source, known.source), known.status)
    return Assumption(
        title,
        Sentence("0（不计降解）", "0 (no loss)"),
        Sentence("表中无数据，偏安全取 0", "no figure in the table; 0 is on the safe side"),
        "estimated",
    )


def _warnings(
    spill: Spill, mass_of: Released, limits: Mapping[str, ApplicableLimit | None]
) -> list[Sentence]:
    found: list[Sentence] = []
    substance = spill.substance
    if substance is None:
        found.append(
            Sentence(
                "物质不详：按不降解、完全溶解的示踪物计算到达时间与浓度，没有限值可比；查明后请重新研判。",
                "The substance is unknown: it is computed as a lasting, dissolved tracer and no "
                "limit can be compared; run again once it is known.",
            )
        )
    else:
        found += _behaviour_warnings(substance, mass_of)
        if not any(limit and limit.limit for limit in limits.values()) and limits:
            reason = next(iter(limits.values()))
            if reason is not None:
                found.append(reason.reason)
    if not mass_of.stated:
        found.append(
            Sentence(
                f"泄漏量不详：{mass_of.words.zh}；浓度与概率随之变化，到达时间不受影响。",
                f"The amount is unknown: {mass_of.words.en}; concentrations and probabilities "
                "depend on it, arrival times do not.",
            )
        )
    if spill.bank == "unknown":
        found.append(
            Sentence(
                "入河岸别不详：按全断面均匀混合计算，近岸实际浓度可能更高。",
                "The bank is unknown: the release is taken as mixed across, so that concentrations "
                "near one bank may be higher.",
            )
        )
    return found


def _behaviour_warnings(substance: Substance, mass_of: Released) -> list[Sentence]:
    kinds = substance.behaviour.kinds if substance.behaviour else ()
    if "dissolves" in kinds[:1] or not kinds:
        return []
    name = Sentence(substance.name_zh, substance.name_en)
    upper = mass(mass_of.median_kg)
    if "floats" in kinds:
        return [
            Sentence(
                f"{name.zh}漂浮于水面：本结果按 {upper} 全部溶解计算，是水中浓度的上限；"
                "浮油的漂移、上岸和挥发请在“溢油”页另行计算，以现场观察为准。",
                f"{name.en} floats: this run dissolves all {upper} and is an upper bound for the "
                "water; drift, stranding and evaporation of the slick are computed under the tab "
                "Oil; go by observation.",
            )
        ]
    if "sinks" in kinds:
        return [
            Sentence(
                f"{name.zh}会沉底：本结果按 {upper} 全部溶解计算，前期浓度偏高；"
                "河床存留的部分会长时间缓慢释放。",
                f"{name.en} sinks: this run dissolves all {upper}, too high at first; what lies on "
                "the bed dissolves slowly for long.",
            )
        ]
    if "evaporates" in kinds:
        return [
            Sentence(
                f"{name.zh}会挥发：未计入气化损失，水中浓度为上限；注意岸边空气。",
                f"{name.en} evaporates: the loss to the air is left out, so concentrations are an "
                "upper bound; mind the air at the banks.",
            )
        ]
    return []
