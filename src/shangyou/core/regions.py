"""Names of the city's divisions by their code."""

from shangyou.reference.divisions import CITY_CODE, DIVISIONS
from shangyou.science.messages import Sentence

CITY = CITY_CODE
NAMES: dict[str, Sentence] = {
    CITY: Sentence("重庆市", "Chongqing"),
    **{division.code: division.name for division in DIVISIONS},
}


def name_of(code: str) -> Sentence:
    """Give a division's name, or its code when it lies outside the city."""
    return NAMES.get(code, Sentence(code, code))
