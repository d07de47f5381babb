"""How fast pools burn, where it was measured."""

from typing import Final

# Pools wider than 1 m [kg/(m2 s)]: Babrauskas 1983 (Fire Technology 19) table 2; from memory, to be
# verified.
BURNING: Final[dict[str, float]] = {
    "67-56-1": 0.017,
    "64-17-5": 0.015,
    "106-97-8": 0.078,
    "71-43-2": 0.085,
    "110-54-3": 0.074,
    "142-82-5": 0.101,
    "67-64-1": 0.041,
    "60-29-7": 0.085,
    "74-82-8": 0.078,
    "74-98-6": 0.099,
    "1333-74-0": 0.169,
}

# Liquefied natural gas once the pool is wide [kg/(m2 s)]. On land the 35 m fires of Montoir (Nédelka et al. 1989);
# on water that and what water alone boils off without a fire (0.085, Burro: Koopman et al. 1982), which lies
# between the Phoenix fires of 0.147 and 0.315 (SAND2010-8676). From memory, 需核实.
LNG_BURNING: Final[dict[str, float]] = {"land": 0.14, "water": 0.14 + 0.085}
