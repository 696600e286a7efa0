"""Proves that the ledger is what its events say; it changes nothing and names what it finds."""

from setia.ledger.verify.run import verify, verify_range
from setia.ledger.verify.verdict import Finding, Verdict

__all__ = ["Finding", "Verdict", "verify", "verify_range"]
