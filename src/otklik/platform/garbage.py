"""What the garbage collector is told once the program stands."""

import gc


def leave_what_stays() -> None:
    """Let the garbage collector look no more through what lives as long as the program, nor at every 700 objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
