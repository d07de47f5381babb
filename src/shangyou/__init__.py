"""上游 Shangyou: where it will go, whom it reaches and when, and what to do about it."""

__version__ = "0.1.0"
