"""The open cases as they stand at this moment."""
