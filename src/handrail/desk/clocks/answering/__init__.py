"""How soon the business answers a customer first, by channel: said once for every procedure."""
