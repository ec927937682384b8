"""The demo: the two invented businesses of `examples/`, made through the product's own deeds, never by rows."""
