"""Typed curves of blast against theory and against rules that were made from them."""

from collections.abc import Iterator
from pathlib import Path

from shangyou.cli.evidence.row import Row
from shangyou.science.processes import baker_strehlow_tang, multi_energy, spherical_flame

_AMBIENT = 101_325.0
# Circulaire of 10 May 2010 (France), blast of class 10: metres over the cube root of joules, and millibar (secondary)
_FRENCH = ((0.11, 50.0), (0.05, 140.0), (0.028, 300.0))


def curves(_data: Path) -> Iterator[Row]:
    """Compare plateaus with our own solution of a spherical flame, and class 10 with French distances."""
    for speed in (0.43, 0.89, 1.47, 2.4, 3.4):
        curve = float(baker_strehlow_tang.overpressure(speed, 0.14)[0])
        solved = spherical_flame.plateau(speed)
        yield _row(
            f"flame of Mach {speed:g}", "plateau off our solution", 100.0 * (curve / solved - 1.0),
            f"{curve:.3g} against {solved:.3g} of the air's pressure",
        )  # fmt: skip
    for factor, millibar in _FRENCH:
        found = float(multi_energy.overpressure(10.0, factor * _AMBIENT ** (1.0 / 3.0))[0])
        ours = found * _AMBIENT / 100.0
        yield _row(
            f"class 10, {factor:g} E^1/3 m", "off the French rule", 100.0 * (ours / millibar - 1.0),
            f"{ours:.0f} against {millibar:g} mbar",
        )  # fmt: skip


def _row(case: str, measure: str, ours: float, note: str) -> Row:
    # the speed of each curve was read from the solution: that is no evidence, only a comparison
    ruled = "rule" in measure
    return Row(
        name="blast-curves", medium="air", case=case, measure=measure, ours=ours, unit="%",
        target="± 10" if ruled else "", peers="", met=abs(ours) <= 10.0 if ruled else None,
        note=note if ruled else f"{note}; for comparison",
    )  # fmt: skip
