"""A minute of atheris (libFuzzer) against the HJ 212 decoder: any exception or a lost frame is a crash.

    PYTHONPATH=src python benchmarks/fuzz_hj212.py [-max_total_time=60]

Needs `pip install atheris` (Apache-2.0, not a dependency). Bytes come in pieces as they do from a socket; after
them a whole frame must still be found, or the decoder has not found its way back.
"""

import sys

import atheris

with atheris.instrument_imports(include=["shangyou"]):
    from shangyou.codecs import hj212

GOOD = hj212.encode(
    hj212.Frame(
        "20261126080000000", "21", "2011", "123456", "FUZZ", 5, 2017,
        [{"DataTime": "20261126080000"}, {"w01018-Rtd": "1.5", "w01018-Flag": "N"}],
    )
)  # fmt: skip
# longer than any frame may be: what the bytes before it began is over by then
CLEAR = b"\r\n" * 4096


def one(data: bytes) -> None:
    """Feed the bytes in pieces, then a good frame behind what ends any other."""
    given = atheris.FuzzedDataProvider(data)
    decoder = hj212.Decoder()
    found = []
    while given.remaining_bytes():
        found += decoder.feed(given.ConsumeBytes(given.ConsumeIntInRange(1, 200)))
    found += decoder.feed(CLEAR + GOOD)
    found += decoder.finish()
    if not any(isinstance(part, hj212.Frame) and part.mn == "FUZZ" for part in found):
        raise RuntimeError("the frame behind the noise was not found")
    for part in found:
        repr(part)


atheris.Setup(sys.argv if len(sys.argv) > 1 else [*sys.argv, "-max_total_time=60"], one)
atheris.Fuzz()
