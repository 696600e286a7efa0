"""`python -m bench`: runs the benches that are named, or those that compare the product.

Each makes a server of its own, prints a table with ratios to the floor of the same run, the machine
and its seed, and leaves nothing behind. None is a gate.
"""

import argparse
import sys
from collections.abc import Callable

from rich.console import Console

from bench import engine, floors, record, shape

# Each bench by its name: what measures and prints, told the rounds and the seconds of one sample.
BENCHES: dict[str, Callable[[Console, int, float], None]] = {
    "engine": engine.main,
    "floors": floors.main,
    "record": record.main,
    "shape": lambda console, rounds, seconds: shape.main(console, shape.Asked(rounds, seconds)),
    "shape-3": lambda console, rounds, seconds: shape.main(
        console, shape.Asked(rounds, seconds, movements=3)
    ),
}
# What runs when none is named; the others back decisions and take minutes each.
USUAL = ("record",)


def main() -> None:
    """Run the benches asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="BENCH",
        help=f"any of: {', '.join(BENCHES)}; {' '.join(USUAL)} if none is named",
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which medians are taken")
    parser.add_argument("--seconds", type=float, default=2.0, help="time of one sample")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in BENCHES]
    if unknown:
        parser.error(f"there is no bench {unknown[0]!r}; name any of {', '.join(BENCHES)}")
    # Wide enough for a table's columns where no terminal says how wide it is.
    console = Console(width=None if sys.stdout.isatty() else 120)
    for name in asked.names or USUAL:
        BENCHES[name](console, asked.rounds, asked.seconds)


if __name__ == "__main__":
    main()
