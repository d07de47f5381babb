"""The command lines of ffprobe and ffmpeg: lists of words, never a shell."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PLAYLIST: Final = "live.m3u8"
INIT: Final = "init.mp4"
FILE: Final = re.compile(r"live\.m3u8|init\.mp4|[0-9]{6}\.m4s", re.ASCII)
"""The names we write, and the only ones we serve."""
SEGMENT_S: Final = 1
SEGMENTS: Final = 6
COPIED: Final = frozenset({("h264", "yuv420p"), ("h264", "yuvj420p")})
"""Debian's Chromium plays H.264 of 8 bits and not H.265: anything else is encoded anew, at its price."""
MOST_WIDTH: Final = 1280
_PROTOCOLS: Final = "pipe,rtsp,rtp,udp,tcp,tls,http,https,httpproxy,crypto"
"""No file: a playlist or redirection that a camera gives can name nothing on this machine. The pipe holds our own list."""


@dataclass(frozen=True, slots=True)
class Programs:
    """Where ffmpeg, ffprobe and setpriv are; None where they are not."""

    ffmpeg: str | None
    ffprobe: str | None
    setpriv: str | None


def listing(kind: str, address: str, network_s: float) -> bytes:
    """Name the source, in ffmpeg's list of files, for its standard input.

    A command line can be read by everybody on the machine, and the address may hold a password.
    """
    if kind == "pattern":
        return b""
    wait = round(network_s * 1_000_000)
    if address.startswith("rtsp"):
        options = f"option rtsp_transport tcp\noption timeout {wait}\n"
    else:
        options = f"option rw_timeout {wait}\n"
    # an address has no space, quote, backslash or line end: it was looked at before
    return f"ffconcat version 1.0\nfile {address}\n{options}".encode()


def reading(kind: str) -> list[str]:
    """Say how the source is read."""
    if kind == "pattern":
        return ["-re", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=15"]
    return ["-f", "concat", "-safe", "0", "-protocol_whitelist", _PROTOCOLS, "-i", "pipe:0"]


def probing(programs: Programs, kind: str) -> list[str]:
    """Give the command that prints the codec and pixel format of the first picture."""
    return [
        str(programs.ffprobe), "-v", "error", *reading(kind),
        "-select_streams", "v:0", "-show_entries", "stream=codec_name,pix_fmt",
        "-of", "csv=p=0",
    ]  # fmt: skip


def converting(
    programs: Programs, kind: str, into: Path, *, copy: bool, realtime: bool
) -> list[str]:
    """Give the command that writes the playlist and its segments.

    Sound is left out: a camera beside an alarm is looked at, and people talk near it.
    """
    picture = ["-c:v", "copy"] if copy else _encoding()
    pace = ["-re"] if realtime else []
    # SIGKILL reaches ffmpeg when the thread that started it ends, however the server dies
    guard = [programs.setpriv, "--pdeathsig", "KILL"] if programs.setpriv else []
    return [
        *guard, str(programs.ffmpeg), "-nostdin", "-hide_banner", "-v", "error",
        *pace, *reading(kind), "-map", "0:v:0", "-an", "-sn", "-dn", *picture,
        "-f", "hls", "-hls_segment_type", "fmp4", "-hls_time", str(SEGMENT_S),
        "-hls_list_size", str(SEGMENTS), "-hls_delete_threshold", "2",
        "-hls_flags", "delete_segments+independent_segments+omit_endlist+program_date_time+temp_file",
        "-hls_fmp4_init_filename", INIT, "-hls_segment_filename", str(into / "%06d.m4s"),
        str(into / PLAYLIST),
    ]  # fmt: skip


def _encoding() -> list[str]:
    return [
        "-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-profile:v", "main",
        "-pix_fmt", "yuv420p", "-vf", f"scale='min({MOST_WIDTH},iw)':-2", "-threads", "1",
        "-force_key_frames", f"expr:gte(t,n_forced*{SEGMENT_S})",
    ]  # fmt: skip
