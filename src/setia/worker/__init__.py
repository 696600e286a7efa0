"""The worker: what runs by itself beside the faces."""
