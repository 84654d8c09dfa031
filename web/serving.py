"""How an endpoint asks for what it stands on."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from web.services import Services


def services_of(request: Request) -> Services:
    served: Services = request.app.state.services
    return served


Served = Annotated[Services, Depends(services_of)]
