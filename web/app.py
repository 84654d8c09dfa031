"""The web app: pages for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Collection
from types import MethodType

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from web import api, models, openapi, ops, people, person, problems, refresh, refresh_api, review
from web.boundary import LOCAL_HOSTS, Boundary
from web.rendering import STATIC
from web.services import Services

VERSION = "1"
ROUTERS = (
    people.pages,
    refresh.pages,
    person.pages,
    review.pages,
    ops.pages,
    models.pages,
    api.api,
    refresh_api.api,
)


def create_app(services: Services, *, hosts: Collection[str] = ()) -> FastAPI:
    """The app on these services. `hosts`: names it answers to besides those of this machine, such as "onefold.example.org"."""
    app = FastAPI(
        title="Onefold",
        version=VERSION,
        description=openapi.ABOUT,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.openapi = MethodType(openapi.document, app)  # type: ignore[method-assign]
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.state.services = services
    for router in ROUTERS:
        app.include_router(router)
    problems.install(app)
    app.add_middleware(Boundary, hosts=LOCAL_HOSTS | set(hosts))
    return app
