"""SQLAlchemy's errors made ours, without what they carry.

Knows which failures pass when one waits, and which are the database's answer. What a driver says may hold a visitor's words
or parts of the URL, so only its first line is kept, scrubbed, and the original is not chained.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import quote

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError

from rag.errors import ServiceFailed

UNDEFINED_TABLE = "42P01"


class WriteRefused(ServiceFailed):
    """The database was reached and said no: the same again would be refused again."""


class SchemaMissing(ServiceFailed):
    """A table that was there is gone, as after a restored backup."""


@contextmanager
def our_errors(secrets: Sequence[str] = ()) -> Iterator[None]:
    failure: ServiceFailed | None = None
    try:
        yield
    except SQLAlchemyError as error:
        failure = _ours(error, secrets)
    except ValueError as error:
        # What psycopg2 itself refuses to send: NUL, or half of a surrogate pair.
        failure = WriteRefused("database", f"the database can't take this text: {type(error).__name__}")
    if failure:
        raise failure  # outside of the handler, so that no traceback shows the original


def scrubbed(message: str, secrets: Sequence[str]) -> str:
    for secret in secrets:
        for form in {secret, quote(secret), quote(secret, safe="")}:
            message = message.replace(form, "***")
    return message


def _ours(error: SQLAlchemyError, secrets: Sequence[str]) -> ServiceFailed:
    original = error.orig if isinstance(error, DBAPIError) else error
    first_line = next(iter(str(original).strip().splitlines()), "")
    message = scrubbed(
        f"the database did not answer as it should: {type(original).__name__}: {first_line}".rstrip(": "), secrets
    )
    if getattr(original, "pgcode", None) == UNDEFINED_TABLE:
        return SchemaMissing("database", message)
    if isinstance(error, (DataError, IntegrityError, ProgrammingError)):
        return WriteRefused("database", message)
    return ServiceFailed("database", message)
