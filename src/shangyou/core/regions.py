"""Names of the city's divisions by their code."""

from shangyou.reference.divisions import CITY_CODE, DIVISIONS
from shangyou.science.messages import Sentence

CITY = CITY_CODE
# GB/T 2260 provinces that share a river with the city: their organisations are called when water crosses.
NEIGHBOURS: dict[str, Sentence] = {
    "420000": Sentence("湖北省", "Hubei"),
    "430000": Sentence("湖南省", "Hunan"),
    "510000": Sentence("四川省", "Sichuan"),
    "520000": Sentence("贵州省", "Guizhou"),
    "610000": Sentence("陕西省", "Shaanxi"),
}
NAMES: dict[str, Sentence] = {
    CITY: Sentence("重庆市", "Chongqing"),
    **{division.code: division.name for division in DIVISIONS},
    **NEIGHBOURS,
}


def name_of(code: str) -> Sentence:
    """Give a division's name, or its code when it lies outside the city."""
    return NAMES.get(code, Sentence(code, code))
