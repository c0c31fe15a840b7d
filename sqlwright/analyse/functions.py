"""What is known of PostgreSQL's own functions beyond `total_functions.txt`, which lists the strict ones."""

__all__ = [
    "ALWAYS_COUNTED",
    "COLLECTS_NULLS",
    "NEEDS_INPUT",
    "NEVER_NULL",
    "SETS_WITHOUT_NULL",
    "WINDOWS_WITHOUT_NULL",
]

NEVER_NULL = frozenset(
    [
        "concat",
        "format",
        "json_build_array",
        "json_build_object",
        "jsonb_build_array",
        "jsonb_build_object",
        "num_nonnulls",
        "num_nulls",
        "quote_nullable",
        "array_append",
        "array_prepend",
    ]
)
"""Not strict, and never NULL whatever the arguments are."""

ALWAYS_COUNTED = frozenset(["count", "regr_count"])
"""Aggregates that give 0 where there is nothing."""

NEEDS_INPUT = frozenset(
    [
        "any_value",
        "avg",
        "bit_and",
        "bit_or",
        "bit_xor",
        "bool_and",
        "bool_or",
        "every",
        "max",
        "min",
        "range_agg",
        "range_intersect_agg",
        "stddev_pop",
        "string_agg",
        "sum",
        "var_pop",
    ]
)
"""Aggregates that are NULL only where no input is other than NULL."""

COLLECTS_NULLS = frozenset(["array_agg", "json_agg", "json_object_agg", "jsonb_agg", "jsonb_object_agg"])
"""Aggregates that are NULL only where there is no row: they keep NULL inputs."""

WINDOWS_WITHOUT_NULL = frozenset(["count", "cume_dist", "dense_rank", "percent_rank", "rank", "row_number"])

SETS_WITHOUT_NULL = frozenset(
    [
        "generate_series",
        "generate_subscripts",
        "json_array_elements",
        "json_object_keys",
        "jsonb_array_elements",
        "jsonb_object_keys",
        "regexp_split_to_table",
    ]
)
"""Set-returning functions of one column in which no NULL comes: of a NULL argument they make no row."""
