"""SQL that writes single values in JSON as msgspec writes what asyncpg gives, whatever the settings of the session."""

from ....model.catalog import PgType
from ..python_types import BASE, WRITTEN

__all__ = ["failure", "is_unchanged", "scalar_json"]

_UNCHANGED = frozenset(("bool", "int2", "int4", "int8", "uuid", "json", "jsonb"))
"""By typname, those of BASE that PostgreSQL itself writes so."""

_SECONDS = "HH24:MI:SS.US"
_MOMENT = 'YYYY-MM-DD"T"' + _SECONDS
_LAST = "9999-12-31 23:59:59.999999"
_FIRST = "0001-01-01 00:00:00"
_NO_YEAR = "before year 1 or after year 9999"


def failure(message: str, value: str) -> str:
    """An expression that raises an error with this message and the value; NULL for NULL.

    It is short, as are the other expressions here, because PostgreSQL may plan them for each call.
    """
    text = message.replace("'", "''")
    return f"('{text}: ' || {value}::text)::integer::text"


def _time(value: str, form: str) -> str:
    """msgspec writes all digits of a second's fraction, or none if it is zero."""
    return f"replace(to_char({value}, '{form}'), '.000000', '')"


def _between(value: str, first: str, last: str, made: str, infinite: tuple[str, str], failed: str) -> str:
    """A date or time: asyncpg gives the first or last one of Python for an infinite one."""
    return (
        f"case when {value} between '{first}' and '{last}' then {made} when {value} = '-infinity' then '{infinite[0]}'"
        f" when {value} = 'infinity' then '{infinite[1]}' else {failed} end"
    )


def _moment(value: str, label: str, zone: str) -> str:
    made = _time(f"{value} at time zone 'UTC'" if zone else value, _MOMENT + (f'"{zone}"' if zone else ""))
    kind = "timestamptz" if zone else "timestamp"
    offset = "+00" if zone else ""
    infinite = (_FIRST.replace(" ", "T"), _LAST.replace(" ", "T"))
    failed = failure(f"{label} is a {kind} {_NO_YEAR}", value)
    return _between(value, _FIRST + offset, _LAST + offset, made, infinite, failed)


def _date(value: str, label: str) -> str:
    first, last = _FIRST[:10], _LAST[:10]
    made = f"to_char({value}::timestamp, 'YYYY-MM-DD')"
    return _between(value, first, last, made, (first, last), failure(f"{label} is a date {_NO_YEAR}", value))


def _clock(value: str, label: str, given: str, more: str = "") -> str:
    failed = failure(f"{label} is the time 24:00", value)
    made = _time(f"{given}::interval", _SECONDS) + more
    return f"case when {given} < '24:00' then {made} else {failed} end"


def _clock_with_zone(value: str, label: str) -> str:
    """asyncpg drops the seconds of an offset."""
    minutes = f"(abs(extract(timezone from {value})::integer) / 60)"
    sign = f"case when extract(timezone from {value}) < 0 then '-' else '+' end"
    offset = f"{sign} || lpad(({minutes} / 60)::text, 2, '0') || ':' || lpad(({minutes} % 60)::text, 2, '0')"
    zone = f" || case when {minutes} = 0 then 'Z' else {offset} end"
    return _clock(value, label, f"{value}::time", zone)


def _interval(value: str, label: str) -> str:
    """As asyncpg reads it, a year has 365 days and a month 30."""
    days = f"extract(year from {value}) * 365 + extract(month from {value}) * 30 + extract(day from {value})"
    clock = f"extract(hour from {value}) * 3600 + extract(minute from {value}) * 60 + extract(second from {value})"
    failed = failure(f"{label} is an interval that is too long", "d.seconds")
    written = (
        "case when d.seconds < 0 then '-' else '' end || 'P'"
        " || case when abs(d.seconds) >= 86400 or d.seconds = 0 then div(abs(d.seconds), 86400) || 'D' else '' end"
        " || case when abs(d.seconds) % 86400 > 0 then 'T' || trim_scale(abs(d.seconds) % 86400) || 'S' else '' end"
    )
    return (
        f"case when isfinite({value}) then (select case when div(d.seconds, 86400) between -999999998 and 999999998"
        f" then {written} else {failed} end"
        f" from (select ({days}) * 86400 + {clock} as seconds offset 0) d)"
        f" else {failure(f'{label} is an infinite interval', value)} end"
    )


def _numeric(value: str) -> str:
    """msgspec writes a Decimal as Python does, and asyncpg gives one without the last groups of four zeros."""
    text = f"{value}::text"
    large = f"replace(regexp_replace({text}, '^(-?[0-9])([0-9]*?)(0000)+$', E'\\\\1.\\\\2E'), '.E', 'E')"
    small = f"rtrim(regexp_replace({text}, '^(-?)0[.]0*([0-9])', E'\\\\1\\\\2.'), '.')"
    return (
        f"case when scale({value}) = 0 and {value} % 10000 = 0 and {value} <> 0"
        f" then {large} || '+' || (length(ltrim({text}, '-')) - 1)"
        f" when scale({value}) > 6 and abs({value}) < 0.000001"
        f" then {small} || 'E-' || least(length(substring({text}, '[.]0*')), scale({value})) else {text} end"
    )


def _float(value: str) -> str:
    """JSON has neither NaN nor infinity. Where the session wants fewer digits, all of them are written in another form."""
    finite = f"nullif(nullif(nullif({value}::double precision, 'NaN'), 'Infinity'), '-Infinity')"
    return (
        f"case when current_setting('extra_float_digits') in ('1', '2', '3') then to_json({finite})"
        f" else to_char({finite}, '9.9999999999999999EEEE')::json end"
    )


def _bytes(value: str) -> str:
    return f"replace(encode({value}, 'base64'), chr(10), '')"


def _changed(kind: str, value: str, label: str) -> str | None:
    match kind:
        case "oid":
            return f"{value}::bigint"
        case "xid" | "cid":
            return f"{value}::text::bigint"
        case "xid8":
            return f"{value}::text::numeric"
        case "float4" | "float8":
            return _float(value)
        case "numeric":
            return _numeric(value)
        case "bytea":
            return _bytes(value)
        case "char":
            return _bytes(f"charsend({value})")
        case "date":
            return _date(value, label)
        case "time":
            return _clock(value, label, value)
        case "timetz":
            return _clock_with_zone(value, label)
        case "timestamp":
            return _moment(value, label, "")
        case "timestamptz":
            return _moment(value, label, "Z")
        case "interval":
            return _interval(value, label)
        case _:
            return None


def is_unchanged(kind: PgType) -> bool:
    """Whether to_json writes a value, and an array of values, as msgspec does."""
    if kind.kind == "e" or kind.origin == ("hstore", "hstore"):
        return True
    if kind.kind != "b" or kind.origin in WRITTEN or kind.element:
        return False
    if kind.schema != "pg_catalog":
        return True  # its text
    return kind.typname in _UNCHANGED or (kind.typname not in BASE and kind.typname != "xml")


def scalar_json(kind: PgType, value: str, label: str) -> str | None:
    """An expression that to_json writes as msgspec writes the value; None if there is none."""
    if is_unchanged(kind):
        return value
    return _changed(kind.typname, value, label) if kind.schema == "pg_catalog" else None
