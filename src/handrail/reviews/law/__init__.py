"""New versions of law files: compared, approved or not taken; publications held."""
