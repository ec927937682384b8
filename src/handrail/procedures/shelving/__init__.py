"""The library to browse: what each starter procedure is about, meets and takes, and several adopted at once."""
