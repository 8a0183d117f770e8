"""Maps memory past Python's allocator.

must: be refused by the kernel.
outcome: error
says: OSError
"""

import mmap


def double(x):
    return len(mmap.mmap(-1, 16 << 30))
