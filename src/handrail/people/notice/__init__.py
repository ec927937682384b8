"""What staff are told before their first run: what is recorded of them, why, who sees it and for how long."""
