"""Audit: every act that is not an event, and the intake of the sealed log.

`write` adds an audit entry in the caller's transaction; `note` names what the transaction wrote for
the sealer, whether entries or events. Both are plain inserts: what was noted is sealed by the
ledger's sealer, once the transaction has committed, however late (I14).
"""

from setia.platform.audit.entries import write
from setia.platform.audit.intake import Noted, note

__all__ = ["Noted", "note", "write"]
