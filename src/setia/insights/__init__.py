"""Insights: what the ledger comes to, counted beside it and never needed by it."""
