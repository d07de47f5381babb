"""Correlations that several models share."""
