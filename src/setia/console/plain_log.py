"""Keeps addresses of pages out of the log, since a member's number stands in some of them.

A fault is still logged whole with its trace; the page is named by what it is ("member"), not by
whose it is (I16).
"""

import logging


class WithoutAddresses(logging.Filter):
    """Puts the name of the page where Django logs its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without the address."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path is not None and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            name = f"page {getattr(match, 'view_name', None) or 'unknown'}"
            record.args = tuple(name if one == path else one for one in record.args)
        return True
