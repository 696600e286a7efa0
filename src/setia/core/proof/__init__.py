"""What makes history checkable: the canonical encoding of leaves and the hashing over them."""
