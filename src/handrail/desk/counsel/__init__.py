"""Questions to counsel: kept apart from the case, opened only to those named."""
