"""Following a case on screen, in the open: the agent sees who, and since when, before anything is shown."""
