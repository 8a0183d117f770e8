"""Prints and raises HTML, a template and a closing tag for every element around it.

must: be shown as text.
outcome: error
says: RuntimeError
"""

MARKUP = "</pre></code></p></details><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}{% raw %}"

print(MARKUP)


def double(x):
    raise RuntimeError(MARKUP)
