"""The word that a site puts above each kind of admonition. Knows no syntax."""

LABELS = {
    "note": "Note",
    "tip": "Tip",
    "hint": "Tip",
    "info": "Info",
    "important": "Important",
    "warning": "Warning",
    "caution": "Caution",
    "danger": "Danger",
    "error": "Danger",
    "success": "Success",
    "secondary": "Note",
}
