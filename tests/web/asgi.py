"""ASGI without a socket: one request, what came back, and the routes of an application."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message

_CHUNK = 16 * 1024


async def converse(app: ASGIApp, scope: dict[str, Any], body: bytes) -> tuple[list[Message], Exception | None]:
    """Return what *app* sends back, and what it raised after it had begun to answer."""
    chunks = [body[place : place + _CHUNK] for place in range(0, len(body), _CHUNK)] or [b""]
    requests = iter(
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks)}
        for number, chunk in enumerate(chunks, start=1)
    )
    messages: list[Message] = []

    async def receive() -> Message:
        if (request := next(requests, None)) is not None:
            return request
        return await asyncio.Future()  # a browser that stays until it has its answer

    async def send(message: Message) -> None:
        messages.append(message)

    try:
        await app(scope, receive, send)
    except Exception as error:
        if not messages:
            raise
        return messages, error
    return messages, None


def routes_of(app: ASGIApp) -> list[APIRoute]:
    """Return every route of an application; FastAPI keeps those of its routers with them."""
    routers = [getattr(route, "original_router", None) for route in getattr(app, "routes", [])]
    return [route for router in routers if router for route in router.routes if isinstance(route, APIRoute)]
