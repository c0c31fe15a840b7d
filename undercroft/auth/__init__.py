"""API keys: who may call, and with which scope."""
