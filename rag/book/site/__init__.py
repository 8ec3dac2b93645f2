"""A Docusaurus site, as far as its docs go: what its `config` says (in `js_literals`, never run), in which `folders` docs stand, and in
which order its `sidebar` has them.
"""
