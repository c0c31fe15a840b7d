"""What generated packages carry, as ordinary modules: each package is given the parts that it needs."""
