"""Kinds of sections, known by their headings and by what stands in them.

Those that tell what is asked for: by name (`headings`, `named`), as a task (`tasks`), an option or command as it is typed (`options`,
`code_names`, `defaults`), what helps (`remedies`). Those that are `asides` and answer little: `signposts`, `changelogs`, a `syllabus`,
`credits`, `references`; and the page that a book begins with (`home`).
"""
