"""What a business wrote elsewhere, brought in as drafts: documents, pasted text, macros and help-centre articles."""
