"""What every driver does: open a camera, say how it stands, close it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from shangyou.science.messages import Sentence


class State(StrEnum):
    """How a picture stands."""

    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"
    CLOSED = "closed"
    BUSY = "busy"
    REFUSED = "refused"
    MISSING = "missing"


SENTENCES: Final = {
    State.CONNECTING: Sentence("正在连接摄像机。", "Connecting to the camera."),
    State.LIVE: Sentence("画面正常。", "The picture is live."),
    State.LOST: Sentence(
        "画面中断，正在自动重连。", "The picture is lost; it is being connected again."
    ),
    State.CLOSED: Sentence("没有人观看，已停止取流。", "Nobody watches; the stream was stopped."),
    State.BUSY: Sentence(
        "同时观看的画面已达上限，请关闭其他画面后再试。",
        "As many pictures as allowed are open; close one and try again.",
    ),
    State.REFUSED: Sentence("地址不被允许。", "The address is not allowed."),
    State.MISSING: Sentence(
        "服务器没有安装 ffmpeg，不能显示画面；请管理员安装系统软件包 ffmpeg。",
        "The server has no ffmpeg and cannot show the picture; the administrator installs the package ffmpeg.",
    ),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A camera as a driver needs it; `login` is a secret and is in no representation."""

    id: int
    kind: str
    address: str
    login: tuple[str, str] | None = None

    def __repr__(self) -> str:
        return f"Source({self.id}, {self.kind})"


@dataclass(frozen=True, slots=True)
class Picture:
    """How a camera's picture stands; `playlist` is an address, or the name of a run of ours."""

    state: State
    sentence: Sentence
    playlist: str = ""
    run: str = ""
    """The run whose files we serve ourselves; empty where somebody else serves them."""

    @classmethod
    def of(cls, state: State, sentence: Sentence | None = None) -> "Picture":
        """Give a picture that cannot be played now."""
        return cls(state, sentence or SENTENCES[state])


class MediaDriver(Protocol):
    """One way from a camera to a playlist."""

    name: str

    def open(self, source: Source, /) -> Picture:
        """Begin, or go on, to give the picture; asking again keeps it open."""
        ...

    def state(self, camera: int, /) -> Picture:
        """Say how the picture stands, without asking for it."""
        ...

    def close(self, camera: int, /) -> None:
        """Stop giving the picture."""
        ...
