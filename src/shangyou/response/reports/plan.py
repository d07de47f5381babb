"""Provisional."""

def render(*args, **kw):
    raise NotImplementedError
