"""Something many customers call about at once: one banner, one answer, all of them told when it is over."""
