"""Failures as GraphQL errors with a code."""

from collections.abc import Sequence

import strawberry
from graphql import GraphQLError
from strawberry.types import ExecutionContext

from ai.backend.manager.api.failures import MALFORMED, describe


class CodedSchema(strawberry.Schema):
    """A schema whose errors have a code, and no details that a client may not know."""

    def process_errors(
        self, errors: Sequence[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Put our code and message into each error; strawberry would only log it."""
        for error in errors:
            cause = error.original_error
            if cause is None or isinstance(cause, GraphQLError):
                code = MALFORMED
            else:
                code, error.message = describe(cause)
            error.extensions = {"code": code}
