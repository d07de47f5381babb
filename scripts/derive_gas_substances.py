"""Writes src/shangyou/science/models/gas/records.py: properties of gases and volatile liquids by CAS.

Physical properties come from the packages chemicals and thermo; what people breathe is typed in below:
toxic endpoints of HJ 169-2018 table H.1 [mg/m3], AEGL for 60 minutes of EPA/NAC and IDLH of NIOSH [ppm],
flammable limits [% by volume, IEC 60079-20-1 or NFPA 325], the exponent of toxic load (ten Berge et al.
1986; HJ 169-2018 annex I), and the resistance of ground and plants to a gas that sticks or dissolves [s/m].

    .venv/bin/python scripts/derive_gas_substances.py
"""

import math
from pathlib import Path

import chemicals
import numpy as np
import thermo
from scipy.optimize import least_squares
from thermo import Chemical

OUT = Path(__file__).resolve().parent.parent / "src/shangyou/science/models/gas/records.py"

# cas | zh | en | HJ 169 -1 | -2 | AEGL-1 | -2 | -3 (60 min, ppm) | IDLH ppm | LFL % | UFL % | n | R_c s/m
FACTS = """
7782-50-5|氯|chlorine|58|5.8|0.5|2|20|10|||2.75|100
7664-41-7|氨|ammonia|770|110|30|160|1100|300|15|28|2|100
7647-01-0|氯化氢|hydrogen chloride|150|33|1.8|22|100|50|||1|50
7664-39-3|氟化氢|hydrogen fluoride|36|20|1|24|44|30|||1.5|50
7783-06-4|硫化氢|hydrogen sulfide|70|38|0.51|27|50|100|4|44|1.9|
74-90-8|氰化氢|hydrogen cyanide|17|7.8|2|7.1|15|50|5.6|40|2.4|
75-44-5|光气|phosgene|3|1.2||0.3|0.75|2|||1|
7446-09-5|二氧化硫|sulfur dioxide|79|2|0.2|0.75|30|100|||2.4|150
10102-44-0|二氧化氮|nitrogen dioxide|38|23|0.5|12|20|20|||3.7|150
630-08-0|一氧化碳|carbon monoxide|380|95||83|330|1200|10.9|74|1|
7726-95-6|溴|bromine|56|1.6|0.033|0.24|8.5|3|||2|100
75-21-8|环氧乙烷|ethylene oxide|360|81||45|200|800|3|100|1|
107-13-1|丙烯腈|acrylonitrile|61|3.7||1.7|28|85|3|17|1.3|
50-00-0|甲醛|formaldehyde|69|17|0.9|14|56|20|7|73||
7803-51-2|磷化氢|phosphine|5|2.8||2|3.6|50|1.6|98|2|
7784-42-1|砷化氢|arsine|1.6|0.54||0.17|0.5|3|3.9||2|
67-56-1|甲醇|methanol|9400|2700|530|2100|7200|6000|6|36.5||
71-43-2|苯|benzene|13000|2600|52|800|4000|500|1.2|8||
108-88-3|甲苯|toluene|14000|2100|67|560|3700|500|1.1|7.1||
74-87-3|氯甲烷|methyl chloride|6200|1900||910|3000|2000|8.1|17.2||
75-09-2|二氯甲烷|dichloromethane|24000|1900||||2300|13|22||
67-66-3|三氯甲烷|chloroform|16000|310||64|3200|500||||
75-15-0|二硫化碳|carbon disulfide|||13|160|480|500|1.3|50||
107-02-8|丙烯醛|acrolein|||0.03|0.1|1.4|2|2.8|31||
74-89-5|甲胺|methylamine|||15|64|350|100|4.9|20.7||
124-40-3|二甲胺|dimethylamine|||10|66|250|500|2.8|14.4||
75-50-3|三甲胺|trimethylamine|920|290|8|120|380||2|11.6||
74-93-1|甲硫醇|methyl mercaptan||||23|68|150|3.9|21.8||
108-05-4|乙酸乙烯酯|vinyl acetate|||6.7|36|180||2.6|13.4||
75-01-4|氯乙烯|vinyl chloride|12000|3100|250|1200|4800||3.6|33||
106-99-0|1,3-丁二烯|1,3-butadiene|49000|12000|670|5300|22000|2000|1.7|16||
74-85-1|乙烯|ethylene|||||||2.7|36||
115-07-1|丙烯|propylene|29000|4800|||||2|11||
74-98-6|丙烷|propane|||5500|17000|33000|2100|2.1|9.5||
106-97-8|丁烷|butane|||5500|17000|53000||1.6|8.4||
74-82-8|甲烷|methane|||||||5|15||
1333-74-0|氢|hydrogen|||||||4|75||
10294-34-5|三氯化硼|boron trichloride||||||||||50
7719-12-2|三氯化磷|phosphorus trichloride|||0.34|2|5.6|25||||50
10025-87-3|三氯氧磷|phosphorus oxychloride|5.3|3|||0.85|||||50
7697-37-2|硝酸|nitric acid|240|62|0.16|24|92|25||||50
7783-54-2|三氟化氮|nitrogen trifluoride|||200|530|860|1000||||
353-50-4|碳酰氟|carbonyl fluoride||||0.28|0.83|||||
7637-07-2|三氟化硼|boron trifluoride|||||||||| 50
79-22-1|氯甲酸甲酯|methyl chloroformate|26|8.5||2.2|6.7||6.7|26||
107-05-1|烯丙基氯|allyl chloride|||2.8|54|140|250|2.9|11.1||
107-06-2|1,2-二氯乙烷|1,2-dichloroethane|1200|810||||50|6.2|16||
75-56-9|环氧丙烷|propylene oxide|||73|290|870|400|2.2|36||
106-89-8|环氧氯丙烷|epichlorohydrin|||1.7|24|72|75|2.5|21||
624-83-9|异氰酸甲酯|methyl isocyanate|0.47|0.16||0.067|0.2|3|5.3|26||
584-84-9|2,4-甲苯二异氰酸酯|toluene-2,4-diisocyanate|3.6|0.59|0.02|0.083|0.51|2.5|0.9|9.5||
100-41-4|乙苯|ethylbenzene|||33|1100|1800|800|1|6.7||
95-47-6|邻二甲苯|o-xylene||||||900|1.1|6.4||
110-54-3|正己烷|n-hexane|30000|10000||2900|8600|1100|1.2|7.2||
67-64-1|丙酮|acetone|||200|3200|5700||2.6|13||
64-17-5|乙醇|ethanol||||||3300|3.3|19||
75-07-0|乙醛|acetaldehyde|1500|490||||2000|4|60||
60-29-7|乙醚|diethyl ether|58000|9700||||1900|1.7|46||
110-82-7|环己烷|cyclohexane||||||1300|1.3|7.8||
141-78-6|乙酸乙酯|ethyl acetate||||||2000|2.2|11.5||
62-53-3|苯胺|aniline|76|46|8|12|20|100|1.3|11||
98-95-3|硝基苯|nitrobenzene|1000|100||||200|1.8|||
108-90-7|氯苯|chlorobenzene|1800|690|10|150|400|1000|1.3|9.6||
127-18-4|四氯乙烯|tetrachloroethylene|||35|230|1200|150||||
56-23-5|四氯化碳|carbon tetrachloride||||13|340|200||||
75-31-0|异丙胺|isopropylamine|9700|1600||||750|2|10.4||
110-86-1|吡啶|pyridine||||||1000|1.8|12.4||
7782-41-4|氟|fluorine|20|7.8|1.7|5|13|25||||50
10049-04-4|二氧化氯|chlorine dioxide|6.6|3||||5||||100
19287-45-7|乙硼烷|diborane||||1|3.7|15|0.8|88||
10035-10-6|溴化氢|hydrogen bromide|400|130|1|40|120|30||||50
463-58-1|羰基硫|carbonyl sulfide|370|140||55|150||12|29||
74-83-9|溴甲烷|methyl bromide||||210|740|250|10|16||
68476-85-7|液化石油气|liquefied petroleum gas|720000|410000||||2000|2.1|9.5||
75-28-5|异丁烷|isobutane|||||||1.8|8.4||
74-86-2|乙炔|acetylene|||||||2.5|100||
78-79-5|异戊二烯|isoprene|||||||1.5|8.9||
109-99-9|四氢呋喃|tetrahydrofuran||||||2000|2|11.8||
123-38-6|丙醛|propionaldehyde|||45|260|840||2.6|17||
78-87-5|1,2-二氯丙烷|1,2-dichloropropane|9200|1000||||400|3.4|14.5||
96-33-3|丙烯酸甲酯|methyl acrylate|3500|580||||250|2.2|14.4||
80-62-6|甲基丙烯酸甲酯|methyl methacrylate|||17|120|570|1000|1.7|12.5||
140-88-5|丙烯酸乙酯|ethyl acrylate|||8.3|36|240|300|1.4|14||
100-42-5|苯乙烯|styrene|4700|550|20|130|1100|700|1|6.8||
79-10-7|丙烯酸|acrylic acid|||1.5|46|180||2.4|8||
64-19-7|乙酸|acetic acid||||||50|4|19.9||
"""
# A mixture is computed as its main part.
STANDS_FOR = {"68476-85-7": "74-98-6"}
# Current PAC where it differs from table H.1 by more than a tenth, PAC-3 and PAC-2 [mg/m3].
CURRENT = {"115-07-1": (26000, 4400), "96-33-3": (880, 148)}


def _number(value: float | None, digits: int = 5) -> str:
    if value is None or not math.isfinite(value):
        return ""
    return f"{value:.{digits}g}"


def _antoine(chemical: Chemical, low: float, high: float) -> tuple[float, float, float] | None:
    """Fit ln p = A - B / (T + C) between two temperatures."""
    temperatures = np.linspace(low, high, 25)
    pressures = [chemical.VaporPressure(t) for t in temperatures]
    good = [(t, p) for t, p in zip(temperatures, pressures, strict=True) if p and p > 1e-6]
    if len(good) < 5:
        return None
    t, p = np.array(good).T
    fit = least_squares(
        lambda x: x[0] - x[1] / (t + x[2]) - np.log(p), (22.0, 2500.0, -30.0), x_scale=(1, 100, 10)
    )
    return tuple(fit.x)  # type: ignore[return-value]


def _heat_of_combustion(chemical: Chemical) -> float | None:
    """Net heat of combustion [J/kg]."""
    value = chemical.Hc_lower or chemical.Hc
    return None if value is None else abs(value)


def _line(row: str) -> str:
    cas, zh, en, *facts = (part.strip() for part in row.split("|"))
    chemical = Chemical(STANDS_FOR.get(cas, cas))
    boiling = chemical.Tb
    at_boiling = Chemical(STANDS_FOR.get(cas, cas), T=boiling, P=101325.0)
    melting = chemical.Tm
    critical = chemical.Tc
    low = max(melting or 0.5 * critical, 0.5 * critical)
    antoine = _antoine(chemical, low, 0.92 * critical)
    molar = chemical.MW / 1000.0
    gas_heat = chemical.HeatCapacityGas(298.15)
    liquid_heat = at_boiling.Cplm or chemical.HeatCapacityLiquid(boiling)
    density = at_boiling.rhol
    at_20 = Chemical(STANDS_FOR.get(cas, cas), T=293.15).rhol if critical > 300 else None
    vaporisation = at_boiling.Hvap
    current = CURRENT.get(cas, (None, None))
    fields = (
        cas, zh, en, chemical.formula or "",
        _number(molar), _number(melting), _number(boiling), _number(critical), _number(chemical.Pc),
        _number(vaporisation), _number(gas_heat / molar if gas_heat else None),
        _number(liquid_heat / molar if liquid_heat else None), _number(density), _number(at_20),
        *(_number(x, 7) for x in (antoine or (None, None, None))),
        _number(_heat_of_combustion(chemical) if facts[6] else None),
        *facts, *(_number(x) for x in current),
    )  # fmt: skip
    return "|".join(fields)


def main() -> None:
    lines = [_line(row) for row in FACTS.strip().splitlines()]
    OUT.write_text(
        '"""Gases and volatile liquids by CAS; written by scripts/derive_gas_substances.py, not by hand.\n\n'
        f"Physical properties: chemicals {chemicals.__version__}, thermo {thermo.__version__}.\n"
        "cas|zh|en|formula|molar mass kg/mol|melting K|boiling K|critical K|critical Pa|\n"
        "heat of vaporisation at boiling J/kg|gas heat capacity J/kg/K|liquid heat capacity J/kg/K|\n"
        "liquid density at boiling kg/m3|at 20 C|Antoine A|B|C (ln Pa, K)|net heat of combustion J/kg|\n"
        "HJ169-1|HJ169-2 mg/m3|AEGL-1|-2|-3 60 min ppm|IDLH ppm|LFL %|UFL %|toxic exponent|\n"
        'surface resistance s/m|PAC-3|PAC-2 mg/m3 where they differ\n"""\n\n'
        f'RECORDS = """\n{chr(10).join(lines)}\n"""\n',
        encoding="utf-8",
    )
    print(f"{len(lines)} substances -> {OUT}")


if __name__ == "__main__":
    main()
