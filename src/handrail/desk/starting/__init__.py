"""A case begins with anything: words, a ticket, a phone number, a procedure, a link from a help desk."""
