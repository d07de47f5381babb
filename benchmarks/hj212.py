"""Frames a second through framing, CRC and full parse, on one core.

python benchmarks/hj212.py
"""

import time

from shangyou.codecs import hj212

CODES = ("a21005", "a21004", "a21007", "a21006", "a21001", "a21003", "a21002")
FRAME = hj212.encode(
    hj212.Frame(
        "20191012133710130", "22", "2011", "123456", "Y80110010000010", 5, 2017,
        [{"DataTime": "20191012133710"}]
        + [{f"{code}-Rtd": "25.40", f"{code}-Flag": "N"} for code in CODES],
    )
)  # fmt: skip
COUNT, READ_BYTES = 200_000, 16_384

stream = FRAME * 2_000
reads = [stream[i : i + READ_BYTES] for i in range(0, len(stream), READ_BYTES)]
best = 0.0
for _ in range(5):
    decoder, frames = hj212.Decoder(), 0
    began = time.process_time()
    for _ in range(COUNT // 2_000 // 5):
        for read in reads:
            frames += len(decoder.feed(read))
    best = max(best, frames / (time.process_time() - began))
print(f"{len(FRAME)} bytes a frame: {best:,.0f} frames/s of CPU time")
