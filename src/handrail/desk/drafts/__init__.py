"""What is typed at a step and not sent yet, kept so that nothing of it is lost."""
