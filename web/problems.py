"""Errors as people and programs read them: a friendly page, or a problem document (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from enrich.errors import OnefoldError, RetryLater
from web.rendering import is_partial, page
from web.statuses import ADVICE, Problem, problem_for, problem_of

API = "/api/"


def problem_response(request: Request, problem: Problem) -> Response:
    """A document for programs, a page for people, a line for a part of a page."""
    if request.url.path.startswith(API):
        return Response(msgspec.json.encode(problem), problem.status, media_type="application/problem+json")
    template = "problem_line.html" if is_partial(request) else "problem.html"
    heading, advice = ADVICE.get(problem.status, ADVICE[400])
    return page(request, template, problem.status, problem=problem, heading=heading, advice=advice)


def install(app: FastAPI) -> None:
    """Gives every error that a handler raises its answer."""

    @app.exception_handler(OnefoldError)
    def ours(request: Request, error: OnefoldError) -> Response:
        response = problem_response(request, problem_of(error))
        if isinstance(error, RetryLater):
            response.headers["Retry-After"] = str(round(error.after_seconds))
        return response

    @app.exception_handler(HTTPException)
    def of_http(request: Request, error: HTTPException) -> Response:
        details = {404: "there is no such page", 405: f"{request.method} is not possible here"}
        detail = details.get(error.status_code, str(error.detail))
        response = problem_response(request, problem_for(error.status_code, detail))
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    def of_input(request: Request, error: RequestValidationError) -> Response:
        """Names the fields and what is allowed, never what was sent."""
        lines = (f"{'.'.join(str(p) for p in item['loc'])}: {item['msg']}" for item in error.errors())
        return problem_response(
            request, problem_for(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(lines).splitlines()[0])
        )
