"""Starts a pool of processes from the standard library.

must: not get one.
outcome: error
"""

from concurrent.futures import ProcessPoolExecutor


def double(x):
    with ProcessPoolExecutor(4) as pool:
        return pool.submit(abs, x).result()
