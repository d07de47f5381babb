"""The members of an ensemble on the grid, each marched by itself, on all cores; compiled.

No member reads what another writes, so their order and the number of cores change no digit.
"""

from numba import njit, prange

from shangyou.science.distributions import Floats
from shangyou.science.models.river.grid_kernel import Ints
from shangyou.science.models.river.grid_march import march

# The march is compiled into this loop: see `grid_march.PARTS`.
PARTS = "2c07ce7203dc93f0"


@njit(cache=True, error_model="numpy", parallel=True)  # type: ignore[untyped-decorator]
def march_members(  # noqa: PLR0917 -- the tables of `march`, a row a member
    cells: Ints,
    levels: Ints,
    cell_m: Floats,
    water: Floats,
    arcs: Ints,
    main: Ints,
    in_first: Ints,
    in_arc: Ints,
    out_first: Ints,
    out_arc: Ints,
    shares: Floats,
    readings: Floats,
    table_s: Floats,
    source_s: Floats,
    source_kg: Floats,
    entry: Ints,
    target_reach: Ints,
    target_m: Floats,
    limits: Floats,
    values: Floats,
    window: Floats,
    budget: Floats,
) -> None:  # pragma: no cover (compiled)
    """Carry the source of every member to the targets.

    `water` (5, members, reaches) holds velocity, dispersion, exchange, return and loss; `arcs`
    (2, arcs) where each arc leads from and to; `source_s` (members, 2), `source_kg` (members, n),
    `entry` (members, 2) and `limits` (members, 7) are rows of what `grid_march.march` takes.
    """
    for m in prange(cells.shape[0]):
        march(
            cells[m], levels[m], cell_m[m],
            water[0, m], water[1, m], water[2, m], water[3, m], water[4, m],
            arcs[0], arcs[1], main, in_first, in_arc, out_first, out_arc,
            shares, readings, table_s, source_s[m], source_kg[m], entry[m],
            target_reach, target_m, limits[m], values[m], window[m], budget[m],
        )  # fmt: skip
