"""Reads from streaming replicas: which one may answer, and how a client sees what it wrote."""
