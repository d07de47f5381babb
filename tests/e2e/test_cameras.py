"""Cameras in a real browser: a generated picture through ffmpeg, HLS and hls.js to a moving video."""


def test_a_camera_is_watched_beside_its_station(browse):
    browse("cameras.mjs", seconds=120)
