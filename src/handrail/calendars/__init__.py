"""Days and clocks: business days per jurisdiction and purpose, holidays, working hours, deadlines."""
