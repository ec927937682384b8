"""The law as data: packs of duties, asked by facts and by date, each answer with its trace, citation and status."""
