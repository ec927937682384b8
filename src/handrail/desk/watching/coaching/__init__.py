"""Notes from whoever supervises to an agent, on a step or a case: between the two, with the agent's answer."""
