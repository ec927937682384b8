"""The consent of the owner of a mail account, at their provider: there and back."""
