"""The readers of insights, for a worker to call again and again.

Each does a bounded amount of work a call, gives how much that was, and is safe to run twice, at
once and to be killed (I14).
"""

from collections.abc import Callable
from typing import Final

from setia.insights.actions.count_events import count_events
from setia.insights.actions.take_census import take_census

readers: Final[tuple[Callable[[], int], ...]] = (count_events, take_census)
