"""The live feed: what was sealed a moment ago, sent to every page that watches."""
