"""What whoever supervises sees of work that goes on: live cases, following on screen, notes to the agent, scores."""
