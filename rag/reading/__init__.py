"""Chunks read closely.

Data flows `cards` (a chunk's sentences, vectors and terms as arrays) -> `passages` (where cards are looked up) -> `spread` (many cards
weighed at once against `terms`, what a question's words weigh); `continuation` knows where one chunk goes on in the next. Of English,
`definitions` knows what a question wants defined and where that is done, `acronyms` the same of letters that stand for words, `names`
what it names, by words and numbers, and `asides` which sections answer nothing: `signposts`, `changelogs` and a `syllabus`.
"""
