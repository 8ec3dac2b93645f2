"""What a visitor's message means: cleaned (`input`), polite (`smalltalk`), or leaning on what was said before (`followups`), which it
then says in full: for what its pronoun stands (`pronouns`, `subject`), asked of something else (`instead`, `exchanged`), of two
(`differences`) or of one that was listed (`ordinals`), and without what it says to the last answer (`reactions`).
"""
