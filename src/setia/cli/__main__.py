"""`python -m setia.cli` is `setia`.

For those who start it by the interpreter, as tests and benches do.
"""

from setia.cli.main import main

main()
