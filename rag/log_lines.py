"""Lines of the log: JSON for programs, text for people.

Knows how a record becomes one line that nobody outside can break in two or forge; what is worth saying, those who say it know.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime

FIELDS = "fields"  # the attribute of a record that holds more than a message
# Who tells each request, or each connection, at INFO.
CHATTY = ("httpx", "httpcore", "markdown_it", "filelock", "uvicorn.error", "httpx2", "openai", "aiohttp")
_ENCODER = json.JSONEncoder(separators=(",", ":"), default=str)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def log_to_stderr(level: str, form: str) -> None:
    """``form``: `json`, `text`, or `auto` for JSON where nobody watches."""
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(TextLine() if as_text else JsonLine())
    logging.basicConfig(level=level, handlers=[handler])
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


class TextLine(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = in_one_line(record.message)
        return super().formatMessage(record)


class JsonLine(logging.Formatter):
    """The record's fields where it has some, else its message."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "logger": record.name}
        fields = getattr(record, FIELDS, None)
        line |= fields if fields is not None else {"message": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return _ENCODER.encode(line)


def in_one_line(text: str) -> str:
    """What would end the line, move the cursor or turn the reading direction is written as what it is."""
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)
