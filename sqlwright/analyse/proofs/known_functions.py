"""What is known of PostgreSQL's own functions besides `total_functions.txt`, which lists the strict ones."""

from collections.abc import Mapping, Sequence

__all__ = [
    "ALWAYS_COUNTED",
    "ARRAYS_OF_ARRAYS",
    "COLLECTS_NULLS",
    "FULL_ARRAYS",
    "FULL_COLUMNS",
    "NEEDS_ANY",
    "NEEDS_FIRST",
    "NEEDS_INPUT",
    "NEVER_NULL",
    "ORDERED_SETS",
    "SETS_WITHOUT_NULL",
    "WINDOWS_WITHOUT_NULL",
]

NEVER_NULL = frozenset(
    [
        *("concat", "num_nonnulls", "num_nulls", "quote_nullable", "pg_typeof", "set_config"),
        *("json_build_array", "json_build_object", "jsonb_build_array", "jsonb_build_object"),
        *("enum_first", "enum_last", "enum_range"),
        *("array_append", "array_prepend", "array_fill"),
        *("int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange"),
    ]
)
"""Not strict, and never NULL whatever the arguments are, except for a NULL array given as VARIADIC."""

NEEDS_FIRST: Mapping[str, int] = {
    "array_positions": 1,
    "array_remove": 1,
    "array_replace": 1,
    "array_to_string": 2,
    "concat_ws": 1,
    "format": 1,
    "format_type": 1,
    "overlaps": 4,
    "string_to_array": 1,
}
"""Not strict, and NULL only if one of the first arguments is; the number says how many of them count."""

NEEDS_ANY = frozenset(["array_cat", "jsonb_populate_record"])
"""Not strict, and NULL only if all arguments are."""

ALWAYS_COUNTED = frozenset(["count", "regr_count"])
"""Aggregates that give 0 over no rows."""

NEEDS_INPUT = frozenset(
    [
        *("any_value", "avg", "max", "min", "sum", "string_agg", "stddev_pop", "var_pop"),
        *("bit_and", "bit_or", "bit_xor", "bool_and", "bool_or", "every", "range_agg", "range_intersect_agg"),
    ]
)
"""Aggregates that are NULL only if all inputs are."""

COLLECTS_NULLS = frozenset(
    [
        "array_agg",
        *("json_agg", "json_agg_strict", "jsonb_agg", "jsonb_agg_strict"),
        *(f"json_object_agg{kind}" for kind in ("", "_strict", "_unique", "_unique_strict")),
        *(f"jsonb_object_agg{kind}" for kind in ("", "_strict", "_unique", "_unique_strict")),
    ]
)
"""Aggregates that are NULL only over no rows: NULL inputs are kept, or left out of the document."""

ORDERED_SETS = frozenset(["mode", "percentile_cont", "percentile_disc"])
"""Aggregates WITHIN GROUP that are NULL only if an argument or every input is."""

WINDOWS_WITHOUT_NULL = frozenset(
    ["count", "cume_dist", "dense_rank", "percent_rank", "rank", "regr_count", "row_number"]
)

SETS_WITHOUT_NULL = frozenset(
    [
        *("generate_series", "generate_subscripts", "json_array_elements", "jsonb_array_elements"),
        *("json_object_keys", "jsonb_object_keys", "jsonb_path_query", "jsonb_path_query_tz"),
        *("regexp_matches", "regexp_split_to_table"),
    ]
)
"""Set-returning functions whose single column is never NULL: for a NULL argument they return no row."""

FULL_ARRAYS = frozenset(
    [
        *(("string_to_array", 2), ("regexp_split_to_array", 2), ("regexp_split_to_array", 3), ("array_positions", 2)),
        *(("parse_ident", 1), ("parse_ident", 2), ("tsvector_to_array", 1), ("current_schemas", 1)),
        *(("enum_range", 1), ("enum_range", 2)),
    ]
)
"""Functions, by name and number of arguments, whose arrays contain no NULL."""

ARRAYS_OF_ARRAYS: Mapping[str, int] = {
    **dict.fromkeys(("array_append", "array_cat", "array_prepend"), 2),
    "array_replace": 3,
    **dict.fromkeys(("array_remove", "array_reverse", "array_sample", "array_shuffle", "array_sort", "trim_array"), 1),
}
"""Functions whose arrays consist of their first arguments, or of the elements of these; the number says how many."""

FULL_COLUMNS: Mapping[tuple[str, int], Sequence[int]] = {
    ("json_each", 2): (1, 2),
    ("jsonb_each", 2): (1, 2),
    ("json_each_text", 2): (1,),
    ("jsonb_each_text", 2): (1,),
    ("aclexplode", 4): (1, 2, 3, 4),
    ("pg_get_keywords", 5): (1,),
}
"""The columns that are never NULL of set-returning functions with several, by name and number of columns."""
