"""Names of the city's divisions by their code (GB/T 2260)."""

from shangyou.science.messages import Sentence

CITY = "500000"
