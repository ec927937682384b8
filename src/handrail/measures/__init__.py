"""Service measures: what came in, how it ended, how long it took, what customers said."""
