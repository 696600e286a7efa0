"""One engine at three speeds: the same source decides one event and folds millions."""
