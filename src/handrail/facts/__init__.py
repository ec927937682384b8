"""The vocabulary: every fact's type, unit and owner; conditions over facts, with their traces. Pure."""
