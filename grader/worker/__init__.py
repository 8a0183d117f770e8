"""The processes that run submissions. `zygote` and `shim` are the untrusted side, `client` the trusted one."""
