"""Who contacts us: names and numbers, consents and opt-outs, dated sales; found, joined and split."""
