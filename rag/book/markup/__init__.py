"""What a file of a book is written in: Markdown and what Docusaurus, MkDocs, MyST and papers add to it, as sections of plain text.

`markdown` turns a file into sections. Before it, what its dialect adds is taken apart: `mdx` (`esm`, `jsx`, `tag`, `js_literals`,
`strings`, `tabs`), `myst` (`directive`, `myst_directive`, `directive_options`, `directive_tables`, `roles`), `python_markdown`,
`scholarly`, `html_tables`. What stands in it: `blocks`, `fence`, `heading` with its `slugger`, `labels`, `words`.
"""
