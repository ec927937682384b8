"""Sets of case files, for an audit: all cases of a period, a customer or a procedure in one signed file."""
