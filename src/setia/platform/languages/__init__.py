"""Languages: which one a reader wants, how numbers and dates are written in it, and the words."""
