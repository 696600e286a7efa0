"""`python -m setia.cli` is `setia`."""

from setia.cli.main import main

main()
