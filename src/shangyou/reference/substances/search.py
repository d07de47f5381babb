"""Finds a substance by Chinese or English name, alias, CAS or UN number."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from shangyou.reference.substances.substance import Substance

EXACT: Final = 0
EXACT_ALIAS: Final = 1
PREFIX: Final = 2
WORD: Final = 3
INSIDE: Final = 4

_UN = re.compile(r"^un\s*[- ]?\s*(\d{4})$")


def fold(text: str) -> str:
    """Return `text` as it is compared: half-width, lower case, one spelling of sulfur."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    plain = (
        re.sub(r"[\s‐‑–—]+", " ", plain).replace("sulph", "sulf").replace("aluminum", "aluminium")
    )
    found = _UN.match(plain)
    return found.group(1) if found else plain


class Finder:
    """The names of all substances, folded once."""

    def __init__(self, substances: Sequence[Substance]) -> None:
        self._substances = substances
        self._names = [
            (
                tuple(fold(n) for n in (s.name_zh, s.name_en, s.key, s.cas, s.un_number) if n),
                tuple(fold(alias) for alias in s.aliases),
            )
            for s in substances
        ]
        self._exact: defaultdict[str, list[Substance]] = defaultdict(list)
        for substance, (names, aliases) in zip(substances, self._names, strict=True):
            for name in dict.fromkeys((*names, *aliases)):
                self._exact[name].append(substance)

    def named(self, text: str) -> tuple[Substance, ...]:
        """Return the substances that carry exactly this name or number."""
        return tuple(self._exact.get(fold(text), ()))

    def search(self, text: str, limit: int) -> tuple[Substance, ...]:
        """Return the best `limit` matches: exact, then at the start, then anywhere inside."""
        wanted = fold(text)
        if not wanted:
            return tuple(self._substances[:limit])
        found = []
        for place, (names, aliases) in enumerate(self._names):
            rank = _rank(wanted, names, aliases)
            if rank is not None:
                # Among equals what can be spilled comes before what is only measured, and the
                # shorter name is the plainer substance: benzene, then others.
                substance = self._substances[place]
                if not substance.can_be_spilled and rank > EXACT:
                    rank = INSIDE
                measured = substance.cas is None
                length = min(len(n) for n in (*names, *aliases) if wanted in n)
                found.append((rank, measured, length, place))
        return tuple(self._substances[best[-1]] for best in sorted(found)[:limit])


def _rank(wanted: str, names: tuple[str, ...], aliases: tuple[str, ...]) -> int | None:
    if wanted in names:
        return EXACT
    if wanted in aliases:
        return EXACT_ALIAS
    every = (*names, *aliases)
    if any(name.startswith(wanted) for name in every):
        return PREFIX
    if any(f" {wanted}" in name or f"-{wanted}" in name for name in every):
        return WORD
    return INSIDE if any(wanted in name for name in every) else None
