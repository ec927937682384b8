"""What the check found on a draft: working papers, dropped when the version comes into force."""
