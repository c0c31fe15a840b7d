"""The sqlc plugin: the console script `sqlc-gen-python`, which sqlc runs once for each of our codegen blocks."""
