"""The embedded defaults: what serves each port without a key and without a network."""
