"""Setia runs customer-loyalty programs."""

__version__ = "0.1.0"
