"""A camera for tests: a small RTSP server on loopback (RFC 2326, interleaved over TCP) fed by ffmpeg's RTP."""

import base64
import contextlib
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path


class Camera:
    """Serves one generated picture to whoever logs in; it can be switched off and on."""

    def __init__(self, login=None):
        self.login = login
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.media.bind(("127.0.0.1", 0))
        self.playing = []
        self.refused = 0
        self.open = []
        self.on = True
        folder = Path(tempfile.mkdtemp())
        self.sdp = folder / "camera.sdp"
        self.feed = subprocess.Popen(
            [
                "ffmpeg", "-nostdin", "-v", "error", "-re", "-f", "lavfi",
                "-i", "testsrc2=size=320x240:rate=15", "-c:v", "libx264", "-preset", "ultrafast",
                "-g", "15", "-bsf:v", "dump_extra", "-f", "rtp", "-sdp_file", str(self.sdp),
                f"rtp://127.0.0.1:{self.media.getsockname()[1]}?pkt_size=1200",
            ],
        )  # fmt: skip
        for _ in range(100):
            if self.sdp.exists() and "m=video" in self.sdp.read_text():
                break
            time.sleep(0.05)
        for work in (self._forward, self._accept):
            threading.Thread(target=work, daemon=True).start()

    def address(self):
        return f"rtsp://127.0.0.1:{self.port}/Streaming/Channels/101"

    def switch_off(self):
        """The cable is pulled: nobody is let in, who was in is cut off."""
        self.on = False
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def fall_silent(self):
        """The network swallows everything: the connection stands, and nothing comes."""
        self.playing.clear()

    def switch_on(self):
        self.on = True

    def close(self):
        self.switch_off()
        self.feed.kill()
        self.feed.wait()
        self.listener.close()
        self.media.close()

    def _forward(self):
        while True:
            try:
                packet = self.media.recv(65536)
            except OSError:
                return
            framed = b"$\0" + len(packet).to_bytes(2, "big") + packet
            for connection in list(self.playing):
                try:
                    connection.sendall(framed)
                except OSError:
                    self.playing.remove(connection)

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            if not self.on:
                connection.close()
                continue
            self.open.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        buffer = b""
        with contextlib.suppress(OSError), connection:
            while True:
                while b"\r\n\r\n" not in buffer:
                    data = connection.recv(4096)
                    if not data:
                        return
                    buffer += data
                    while buffer[:1] == b"$" and len(buffer) >= 4:  # receiver reports
                        buffer = buffer[4 + int.from_bytes(buffer[2:4], "big") :]
                head, buffer = buffer.split(b"\r\n\r\n", 1)
                connection.sendall(self._answer(connection, head.decode()))
        self.open.remove(connection)

    def _answer(self, connection, head):
        method = head.split(" ", 1)[0]
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
        lines, body = [f"CSeq: {headers['CSeq']}"], ""
        if self.login and headers.get("Authorization") != self._basic():
            self.refused += 1
            lines.append('WWW-Authenticate: Basic realm="camera"')
            return self._text("401 Unauthorized", lines, "")
        if method == "OPTIONS":
            lines.append("Public: DESCRIBE, SETUP, PLAY, TEARDOWN")
        elif method == "DESCRIBE":
            body = self.sdp.read_text().removeprefix("SDP:\n").replace("\n", "\r\n")
            lines += ["Content-Type: application/sdp", f"Content-Length: {len(body)}"]
        elif method == "SETUP":
            lines += ["Transport: RTP/AVP/TCP;unicast;interleaved=0-1", "Session: 1"]
        elif method == "PLAY":
            lines.append("Session: 1")
            threading.Timer(0.05, self.playing.append, [connection]).start()
        return self._text("200 OK", lines, body)

    def _basic(self):
        return "Basic " + base64.b64encode(":".join(self.login).encode()).decode()

    @staticmethod
    def _text(status, lines, body):
        return ("\r\n".join([f"RTSP/1.0 {status}", *lines, "", ""]) + body).encode()
