"""sqlc's door: the console script `sqlc-gen-python`, which sqlc runs once for each codegen block of ours."""
