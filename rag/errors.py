"""Our errors, one tree. Each knows its words for people; the web layer adds only the HTTP status.

BookError
├── SettingsError      a setting is unknown, impossible, or at odds with another (at start)
├── FolderError        the data folder or the book's folder can't be used (at start)
├── IndexUnusable      what lies in the index folder can't be opened or is not ours
├── IngestBusy         another ingest holds the lock
├── BadQuestion        the visitor's input can't be answered as it is
├── UnknownSession     no conversation under that id
├── UnknownMessage     no answer under that id
├── NotReady           not yet: the book is still being indexed; carries how long to wait
└── ServiceFailed      a service that we asked did not answer as it should
"""


class BookError(Exception):
    """Base of all. ``str(error)`` is one sentence that names the thing and says what to do."""

    kind = "error"


class SettingsError(BookError):
    kind = "settings"


class FolderError(BookError):
    kind = "folder"


class IndexUnusable(BookError):
    kind = "index_unusable"


class IngestBusy(BookError):
    kind = "ingest_busy"


class BadQuestion(BookError):
    kind = "validation"


class UnknownSession(BookError):
    kind = "unknown_session"


class UnknownMessage(BookError):
    kind = "unknown_message"


class NotReady(BookError):
    """``retry_after``: seconds after which asking again makes sense."""

    kind = "not_ready"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ServiceFailed(BookError):
    """``service``: its name as the settings know it."""

    kind = "service_failed"

    def __init__(self, service: str, message: str) -> None:
        super().__init__(message)
        self.service = service
