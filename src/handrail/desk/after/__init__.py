"""What comes once a case has ended: how satisfied the customer was."""
