"""The driver `platform`: an existing media server gives the playlist; we only know its address by a template."""

import re
from typing import Final
from urllib.parse import quote

from shangyou.science.messages import Sentence
from shangyou.warning.media.driver import SENTENCES, Picture, Source, State

NOT_CONFIGURED = Sentence(
    "还没有设置视频平台的地址（SHANGYOU_CAMERA_PLATFORM），不能显示平台摄像机的画面。",
    "The video platform's address (SHANGYOU_CAMERA_PLATFORM) is not set; its cameras cannot be shown.",
)


_TEMPLATE: Final = re.compile(r"(https?://[0-9A-Za-z.:\[\]-]+)?/(?!/)[^\s;,'\"@]*", re.ASCII)
"""A path of our own origin, or an address without a user name; its origin is put into the page's policy."""


class PlatformDriver:
    """`{device}` and `{channel}` in the template are the two halves of the camera's address, `{id}` the whole."""

    name = "platform"

    def __init__(self, template: str) -> None:
        self._template = template if _TEMPLATE.fullmatch(template) else ""

    def open(self, source: Source) -> Picture:
        """Give the address; whether the platform really has the picture, the player finds out."""
        if not self._template:
            return Picture.of(State.MISSING, NOT_CONFIGURED)
        device, _, channel = source.address.partition("/")
        words = {"{id}": source.address, "{device}": device, "{channel}": channel or device}
        address = self._template
        for mark, word in words.items():
            address = address.replace(mark, quote(word, safe="/" if mark == "{id}" else ""))
        return Picture(State.LIVE, SENTENCES[State.LIVE], address)

    def state(self, camera: int) -> Picture:  # noqa: ARG002 (nothing of it is ours)
        """We hold nothing open."""
        return Picture.of(State.CLOSED)

    def close(self, camera: int) -> None:
        """Do nothing: the platform stops by itself."""
