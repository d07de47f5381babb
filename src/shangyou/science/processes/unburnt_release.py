"""What a fire lets escape unburnt: HJ 169-2018 table F.4."""

# HJ 169-2018 table F.4: share of the burning toxic substance released unburnt [%]. Rows by the
# mass in the unit [t], upper limits; columns by LC50 [mg/m3], lower limits. None: no value printed.
STORE_T = (100.0, 500.0, 1_000.0, 5_000.0, 10_000.0, 20_000.0, 50_000.0, 100_000.0)
LC50_MG_M3 = (200.0, 1_000.0, 2_000.0, 10_000.0, 20_000.0)
RELEASED_PERCENT: tuple[tuple[float | None, ...], ...] = (
    (5.0, 10.0, None, None, None, None),
    (1.5, 3.0, 6.0, None, None, None),
    (1.0, 2.0, 4.0, 5.0, 8.0, None),
    (None, 0.5, 1.0, 1.5, 2.0, 3.0),
    (None, None, 0.5, 1.0, 1.0, 2.0),
    (None, None, None, 0.5, 1.0, 1.0),
    (None, None, None, None, 0.5, 0.5),
    (None, None, None, None, None, 0.5),
)


def unburnt_percent(store_t: float, lc50_mg_m3: float) -> float | None:
    """Return the share released unburnt [%], None where the table is empty; HJ 169-2018 table F.4.

    A store above 100 000 t is beyond the table.
    """
    row = sum(limit < store_t for limit in STORE_T)
    if row == len(STORE_T):
        return None
    return RELEASED_PERCENT[row][sum(limit <= lc50_mg_m3 for limit in LC50_MG_M3)]
