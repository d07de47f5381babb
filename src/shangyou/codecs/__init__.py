"""Bytes and text to values and back, without sockets."""
