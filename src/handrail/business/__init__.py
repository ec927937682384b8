"""The interview and the business's facts."""
