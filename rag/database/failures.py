"""SQLAlchemy's errors made ours, without what they carry.

Knows which failures pass when one waits, and which are the database's answer. What a driver says may hold a visitor's words
or parts of the URL, so only its first line is kept, scrubbed, and the original is not chained.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import quote

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError

from rag.errors import ServiceFailed

Secret = str | re.Pattern[str]

UNDEFINED_TABLE = "42P01"


class WriteRefused(ServiceFailed):
    """The database was reached and said no: the same again would be refused again."""


class SchemaMissing(ServiceFailed):
    """A table that was there is gone, as after a restored backup."""


@contextmanager
def our_errors(secrets: Sequence[Secret] = ()) -> Iterator[None]:
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


def login(user: str) -> re.Pattern[str]:
    """A user's name where a server speaks of one: as a word it may mean something else, such as the host `postgres`."""
    name = re.escape(user)
    return re.compile(rf"(?<=user|role)\W{{1,3}}{name}(?!\w)[\"'»”]?|[\"'«»„“‹]{name}[\"'«»“”›]", re.IGNORECASE)


def scrubbed(message: str, secrets: Sequence[Secret]) -> str:
    for secret in secrets:
        if isinstance(secret, re.Pattern):
            message = secret.sub(" ***", message)
            continue
        for form in {secret, quote(secret), quote(secret, safe="")}:
            message = message.replace(form, "***")
    return message


def _ours(error: SQLAlchemyError, secrets: Sequence[Secret]) -> ServiceFailed:
    original = error.orig if isinstance(error, DBAPIError) else error
    first_line = next(iter(str(original).strip().splitlines()), "")
    said = scrubbed(first_line, secrets)
    message = f"the database did not answer as it should: {type(original).__name__}: {said}".rstrip(": ")
    in_short = f"did not answer as it should ({type(original).__name__})"
    if getattr(original, "pgcode", None) == UNDEFINED_TABLE:
        return SchemaMissing("database", message, in_short=in_short)
    if isinstance(error, (DataError, IntegrityError, ProgrammingError)):
        return WriteRefused("database", message, in_short=in_short)
    return ServiceFailed("database", message, in_short=in_short)
