"""The event loop that connections run on."""

import asyncio


def new_loop() -> asyncio.AbstractEventLoop:
    """uvloop where there is one, else asyncio's own, which does the same and is slower."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop
