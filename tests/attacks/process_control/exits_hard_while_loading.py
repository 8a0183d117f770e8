"""Ends the process with exit code 0 before any function exists.

must: lose this lesson with one reason.
outcome: crashed
says: ended its own process
"""

import os

os._exit(0)
