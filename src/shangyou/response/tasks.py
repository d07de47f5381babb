"""The work of this wing behind the screens; the job runner finds it by this file's name."""

from procrastinate.contrib.django import app

from shangyou.response.oil import job


@app.task(pass_context=False)
def run_oil(pk: int) -> None:
    """Carry out an oil run that was asked for."""
    job.carry_out(pk)


def defer_oil(pk: int) -> None:
    """Put an oil run in the queue, within the transaction that asks for it."""
    run_oil.defer(pk=pk)
