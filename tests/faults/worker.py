"""The real worker as a process of its own, with short leases, places where it may be killed, and perhaps broken.

python -m tests.faults.worker VARIANT SEED KILL_RATE: the kill is SIGKILL to itself, at a place and pass that the
seed decides. The product has no such places switched on: they come in by `Post.crashpoint` alone.
"""

import os
import random
import signal
import sys
from dataclasses import replace

from bot import worker
from bot.logs import configure_logging
from bot.wiring import assemble, make_post, read_settings
from tests.faults.variants import VARIANTS

LEASE_SECONDS, FIRST_LOOK, NEXT_LOOK = 3.0, 0.5, 0.7


def main(variant: str, seed: int, kill_rate: float) -> None:
    configure_logging("ERROR")
    if variant:
        VARIANTS[variant]()
    chance = random.Random(seed)

    def crashpoint(_: str) -> None:
        if chance.random() < kill_rate:
            os.kill(os.getpid(), signal.SIGKILL)

    bot = assemble(read_settings())
    kinds = bot.outbound.kinds
    kinds.pace = kinds.pace.model_copy(update={"a_second": 500.0})
    post = replace(
        make_post(bot),
        crashpoint=crashpoint,
        lease_seconds=LEASE_SECONDS,
        first_look=FIRST_LOOK,
        next_look=NEXT_LOOK,
        wake_again=4.0,
    )
    worker.run(bot, post)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
