"""The gateway's side connection, shared by several tasks, is never closed under one that uses it."""

import asyncio

import psycopg

from shangyou.gateway.service import Gateway


def test_a_connection_in_use_is_not_closed_by_somebody_else_s_error(database):
    async def broken():
        raise psycopg.OperationalError("cut")

    async def scene():
        gateway = Gateway(database, host="127.0.0.1", port=0)
        side = await gateway._connection()
        task = None
        async with side.lock:
            task = asyncio.create_task(gateway._every(0.01, broken))
            await asyncio.sleep(0.2)
            assert not side.closed
        await asyncio.sleep(0.2)
        assert side.closed
        task.cancel()

    asyncio.run(scene())
