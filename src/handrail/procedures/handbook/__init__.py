"""The handbook as pages and as a PDF, the drawn flow of a procedure, and taking a procedure out of force."""
