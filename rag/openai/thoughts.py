"""What a model thinks aloud before it answers, "<think>…</think>", as models behind a server of one's own do.

Knows the tags. A visitor is shown none of it, and no later prompt holds it.
"""

_TAGS = ("<think>", "<thinking>", "<thought>", "<reasoning>")


class Thoughts:
    """Of one reply, of which they are the beginning. ``text``: all of them, since they are paid for."""

    def __init__(self) -> None:
        self.text = ""
        self._held = ""  # what may still become a tag
        self._closing = ""  # the tag that ends them, while they last
        self._over = False

    @property
    def last(self) -> bool:
        """Whether they go on."""
        return bool(self._closing)

    def answer(self, text: str) -> str:
        """What of the next words is no thought."""
        if self._over:
            return text
        if self._closing:
            return self._after(text)
        self._held += text
        begun = self._held.lstrip()
        if tag := next((each for each in _TAGS if begun.startswith(each)), ""):
            self._closing = f"</{tag[1:]}"
            self._held = ""
            return self._after(begun[len(tag) :])
        if any(each.startswith(begun) for each in _TAGS):
            return ""
        return self.rest()

    def rest(self) -> str:
        """What was held back, where no more comes to tell."""
        self._over = not self._closing
        held, self._held = self._held, ""
        return held if self._over else ""

    def _after(self, text: str) -> str:
        at = max(0, len(self.text) - len(self._closing))  # the tag may be cut in two
        self.text += text
        end = self.text.find(self._closing, at)
        if end < 0:
            return ""
        answer = self.text[end + len(self._closing) :].lstrip()
        self.text, self._closing, self._over = self.text[:end], "", True
        return answer
