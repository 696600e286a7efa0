"""Made-up logs with the traits of real ones, for tests, the demo and benches."""
