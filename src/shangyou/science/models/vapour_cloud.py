"""A cloud of vapour that explodes: how far its blast reaches."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shangyou.science.cases import about
from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.fire import blast
from shangyou.science.models.fire.blast import (
    TITLES,
    CongestedVolume,
    FlameMach,
    MethodName,
    StrengthClass,
)
from shangyou.science.models.fire.case import (
    AmbientPascals,
    Fuel,
    FuelKilograms,
    PlaceMetres,
    Yield,
    fuel_problems,
    heat,
    known,
)
from shangyou.science.models.fire.rings import (
    BLAST_PSI,
    CHINA_BLAST_PA,
    PASCALS_PER_PSI,
    Answer,
    Method,
    answer,
    distances,
    rings,
    to_json,
)
from shangyou.science.processes import baker_strehlow_tang, multi_energy, overpressure, probit
from shangyou.science.processes.baker_strehlow_tang import Reactivity
from shangyou.science.processes.multi_energy import Confinement, Ignition, Obstacles
from shangyou.science.quantities import LogDeviation
from shangyou.science.spec import ModelSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """A cloud that explodes."""

    fuel: Fuel = field(metadata=about("燃料", "fuel"))
    mass_kg: FuelKilograms = field(
        metadata=about("可燃范围内的质量", "mass within the flammable limits")
    )
    efficiency: Yield = field(default=0.04, metadata=about("爆炸效率", "yield as TNT"))
    # accidents scatter over yields of 1 to 10 % (CCPS 1994): a factor 3 about 4 %, nine in ten
    efficiency_sigma: LogDeviation = field(
        default=0.7, metadata=about("爆炸效率的对数标准差", "log deviation of the yield")
    )
    method: MethodName = field(
        default="severest",
        metadata=about("方法（默认取最严重者）", "method; the severest if not said"),
    )
    obstacles: Obstacles | None = field(
        default=None, metadata=about("障碍物密度", "density of obstacles")
    )
    confinement: Confinement | None = field(
        default=None,
        metadata=about(
            "约束：敞开、部分遮挡、上下两面", "confinement: open, partly, between decks"
        ),
    )
    ignition: Ignition | None = field(
        default=None, metadata=about("点火源强弱", "strength of the ignition")
    )
    reactivity: Reactivity | None = field(
        default=None, metadata=about("燃料反应活性（不填按物质）", "reactivity, else by substance")
    )
    strength_class: StrengthClass | None = field(
        default=None, metadata=about("多能法爆炸强度等级", "multi-energy class")
    )
    flame_mach: FlameMach | None = field(
        default=None, metadata=about("火焰马赫数", "Mach number of the flame")
    )
    congested_volume_m3: CongestedVolume | None = field(
        default=None,
        metadata=about("云团覆盖的拥塞区体积", "volume of the congested region within the cloud"),
    )
    ambient_pressure_pa: AmbientPascals = field(
        default=101_325.0, metadata=about("环境气压", "pressure of the air")
    )
    places_m: tuple[PlaceMetres, ...] = field(
        default=(), metadata=about("关心点距离", "distances of places of concern")
    )


def problems(inputs: Inputs) -> Iterable[Problem]:
    """Say which property nobody knows."""
    return fuel_problems(inputs.fuel)


def surroundings(inputs: Inputs) -> blast.Surroundings:
    """Return where the cloud burns."""
    return blast.Surroundings(
        inputs.obstacles,
        inputs.confinement,
        inputs.ignition,
        inputs.reactivity or baker_strehlow_tang.reactivity_of(known(inputs.fuel).cas),
        inputs.strength_class,
        inputs.flame_mach,
    )


def energy_j(inputs: Inputs) -> float:
    """Return the heat that drives the blast [J]: of the congested part, else of the whole cloud."""
    combustion = heat(inputs.fuel)
    if combustion is None:
        raise ValueError("no heat of combustion")
    whole = inputs.mass_kg * combustion
    if inputs.congested_volume_m3 is None:
        return whole
    return min(whole, inputs.congested_volume_m3 * multi_energy.MIXTURE_J_M3)


def outside_validity(inputs: Inputs) -> Iterable[Sentence]:
    """Say when the blast is not to be trusted blindly."""
    yield from surroundings(inputs).assumed()
    if inputs.congested_volume_m3 is None:
        yield Sentence(
            "未给拥塞区体积：多能法与 BST 法按全部可燃质量参与，偏保守",
            "the congested volume is not given: the curves take all of the fuel, on the safe side",
        )
    yield Sentence(
        "TNT 当量法近处偏高，不计拥塞与约束；三种方法均已列出",
        "as TNT the cloud is too strong close by and blind to congestion; all three methods are shown",
    )
    yield Sentence(
        "BST 法没有公开的冲量曲线：冲量按同强度多能法的持续时间计算",
        "no open table gives impulse by flame speed: it takes the duration of the multi-energy class "
        "that begins as strongly",
    )
    if inputs.efficiency > 0.1:
        yield Sentence(
            "爆炸效率高于事故中常见的 1–10 %",
            "the yield is above the 1 to 10 % seen in accidents",
        )


def solve(inputs: Inputs, seed: int = 0) -> Answer:
    """Return the blast around a cloud, distances from its middle [m].

    Worked out by all methods; the one that is asked for, or whose outermost ring reaches furthest, answers.
    """
    combustion = heat(inputs.fuel)
    if combustion is None:
        raise ValueError("no heat of combustion")
    ambient, energy, around = inputs.ambient_pressure_pa, energy_j(inputs), surroundings(inputs)
    charge = overpressure.tnt_kg(inputs.mass_kg, combustion, inputs.efficiency)
    place = distances(0.05 * charge ** (1.0 / 3.0))
    blasts = (
        blast.tnt(charge, place, ambient, inputs.efficiency_sigma),
        blast.by_energy(around, energy, place, ambient),
        blast.by_flame(around, energy, place, ambient),
    )
    thresholds = tuple(psi * PASCALS_PER_PSI for psi in BLAST_PSI)
    methods = tuple(
        Method(
            b.name,
            TITLES[b.name],
            b.facts,
            rings(place, b.level_pa, thresholds, "Pa", sigma=b.sigma, seed=seed),
        )
        for b in blasts
    )
    reach = [m.rings[-1].p50_m for m in methods]
    chosen = reach.index(max(reach))
    severest = TITLES[methods[chosen].name]
    if inputs.method != "severest":
        chosen = [b.name for b in blasts].index(inputs.method)
    asked = TITLES[methods[chosen].name]
    said = Sentence(
        f"三种方法中以{severest.zh}的 1 psi 距离最远；图上为{asked.zh}的结果",
        f"of the three methods, {severest.en} reaches furthest at 1 psi; drawn is {asked.en}",
    )
    taken = blasts[chosen]
    return answer(
        {**blasts[0].facts, **taken.facts},
        place,
        taken.level_pa,
        unit="Pa",
        thresholds=thresholds,
        china=CHINA_BLAST_PA,
        harm=probit.lungs,
        sigma=taken.sigma,
        seed=seed,
        at_m=inputs.places_m,
        warnings=(said, *outside_validity(inputs)),
        method=taken.name,
        methods=methods,
        damage=lambda at: blast.damage_at(taken, place, at, ambient),
    )


MODEL = ModelSpec(
    name="vapour-cloud",
    version="2",
    title=Sentence("蒸气云爆炸", "Vapour-cloud explosion"),
    medium="air",
    inputs=Inputs,
    solve=solve,
    to_json=to_json,
    problems=problems,
    outside_validity=outside_validity,
    references=(
        "Kinney & Graham 1985, Explosive Shocks in Air",
        "CCPS 1994, Guidelines for Evaluating Vapor Cloud Explosions, Flash Fires and BLEVEs",
        "van den Berg 1985, J. Hazard. Mater. 12, 1; Johansson 2017, MSB B06-105",
        "Pierorazio et al. 2005, Process Saf. Prog. 24, 59; Tang & Baker 1999, ibid. 18, 235",
        "TNO Green Book CPR 16E 1992; GB/T 37243-2019",
    ),
)
