"""How satisfied a customer was, asked by mail: a page that takes one answer."""
