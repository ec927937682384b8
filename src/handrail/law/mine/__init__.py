"""What a business keeps of the law for itself: what it checked, filed, noted, set aside; and duties of its own."""
