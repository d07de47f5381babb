"""Processes that listen."""
