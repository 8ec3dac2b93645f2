"""What a visitor's message means: cleaned (`input`), polite (`smalltalk`), or leaning on what was said before (`followups`)."""
