"""`make coldstart`: from a process that begins to its first `/health`, its first answer and a page at `/ui/` that can be used.

This app beside a plain version that imports all it may need and mounts Gradio at its start, in turns, over stand-ins of the services.
"""
