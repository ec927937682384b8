"""Procedures: the language and its engine, the proof, the library, documents, revisions and publishing."""
