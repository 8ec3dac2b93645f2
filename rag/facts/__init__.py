"""What a question wants to be told, and where a text tells it.

One file a kind, which knows both who asks for it and how books say it: `wanted` (what something is, how it differs, how it is done) with
`definitions`, `acronyms` and `comparisons`; `properties` of a thing with the `quantities` that they have; what the subject of a page did
(`deeds`) and where it is (`whereabouts`); who wrote a page (`bylines`) and the book (`colophon`).
"""
