"""What others would run: the same three calls for each question, in the obvious code and in as little code as there can be."""
