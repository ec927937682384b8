"""The editor: a procedure changed step by step by somebody who does not program, autosaved, undone, joined."""
