"""How long before its end one hears of a promise or an escalation."""
