"""Taking procedures along: a version in every format, cards and the binder of what is in force, runs on paper."""
