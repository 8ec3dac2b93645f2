"""A Docusaurus site, as far as its docs go: what its `config` says, which is never run, in which `folders` docs stand, and in which order
its `sidebar` has them.
"""
