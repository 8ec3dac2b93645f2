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

from typing import Any


class BookError(Exception):
    """Base of all. ``str(error)`` is one sentence that names the thing and says what to do."""

    kind = "error"

    def __reduce__(self) -> tuple[Any, ...]:
        """An error that a worker raises reaches the process that asked it with all that it says."""
        return _remade, (type(self), self.args, self.__dict__)


def _remade(kind: type[BookError], args: tuple[Any, ...], said: dict[str, Any]) -> BookError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(said)
    return error


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
    """``service``: its name as the settings know it; ``in_short``: what happened, without addresses, keys, or words of the service's own,
    so that anybody may read it; ``retry_after``: seconds after which asking again makes sense, None where nobody says; ``of_request``:
    the service is well, and this one request is what it does not take."""

    kind = "service_failed"

    def __init__(
        self,
        service: str,
        message: str,
        *,
        in_short: str = "did not answer as it should",
        retry_after: float | None = None,
        of_request: bool = False,
    ) -> None:
        super().__init__(message)
        self.service = service
        self.in_short = in_short
        self.retry_after = retry_after
        self.of_request = of_request
