"""Adapters of fit.py, one for each implementation."""
