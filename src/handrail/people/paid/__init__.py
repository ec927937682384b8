"""Whether a person is paid for overtime, and their usual paid hours, in the simplest form."""
