"""Settings, URLs and the wiring that composes the rooms."""
