"""Chunks read closely.

Data flows `cards` (a chunk's sentences, vectors and terms as arrays) -> `passages` (where cards are looked up) -> `spread` (many cards
weighed at once against `terms`, what a question's words weigh, and `closeness`, what nearly says them by the `vocabulary`);
`continuation` knows where one chunk goes on in the next, `names` what a question names by words and numbers, `tabs` which of them are
meant. `written`, `identifiers`, `scripts` and `unspaced` know how words are written.
"""
