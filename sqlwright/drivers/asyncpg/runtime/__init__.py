"""The code that generated packages carry, as ordinary modules. Each package gets the parts that it needs."""
