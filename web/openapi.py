"""The OpenAPI document: FastAPI's own, with the schemas of what is answered added to it."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI

from web.answers import DOCUMENTS
from web.statuses import Problem

REF = "#/components/schemas/{name}"

ABOUT = """
Onefold's JSON API: people with the origin of every value, their timelines, why records are one person, the review queue,
and the change feed by which a neighbouring system keeps an equal copy.

* People's ids look like `P17` and are stable: a merge keeps the older id, and the other one goes on leading to it.
* Instants are ISO 8601 in UTC; dates in a life stand at the precision that is known (`2019`, `2019-03`, `2019-03-14`).
  Members of stored values (a position, a place) that are empty are left out.
* Errors are problem documents (RFC 9457). Reads carry an `ETag` and answer `304` to `If-None-Match`.
* Requests that a browser sends from another site are refused when they would change something.
"""


def document(app: FastAPI) -> dict[str, Any]:
    """The document of this app, made once."""
    if app.openapi_schema is None:
        made = FastAPI.openapi(app)
        schemas = msgspec.json.schema_components([*DOCUMENTS, Problem], ref_template=REF)[1]
        made.setdefault("components", {}).setdefault("schemas", {}).update(schemas)
        app.openapi_schema = made
    return app.openapi_schema


def answers(kind: type[msgspec.Struct], status: int = 200, *errors: int) -> dict[int | str, dict[str, Any]]:
    """What an endpoint answers, and which problems it may answer with, for `responses=`."""
    about = " ".join((kind.__doc__ or "").strip().partition("\n\n")[0].split())
    found: dict[int | str, dict[str, Any]] = {
        status: {"description": about, "content": {"application/json": {"schema": reference(kind)}}}
    }
    for error in (*errors, 422):
        found[error] = {
            "description": "A problem document.",
            "content": {"application/problem+json": {"schema": reference(Problem)}},
        }
    return found


def reference(kind: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": REF.format(name=kind.__name__)}
