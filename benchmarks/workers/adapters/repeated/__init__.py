"""Adapters of repeated.py, one for each implementation."""
