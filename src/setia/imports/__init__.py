"""Logs of what customers did, brought in from files: mapped, staged by member, recorded whole."""
