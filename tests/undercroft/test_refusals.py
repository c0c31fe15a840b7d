"""What a refusal of PostgreSQL means, for each SQLSTATE of the classes that are about the server and the session."""

import asyncpg
import pytest

from undercroft.errors import refusal

BUG = 500

# The status, and the problem's type.
MEANINGS = {
    "08000": (503, "unavailable"),  # connection_exception
    "08001": (503, "unavailable"),  # sqlclient_unable_to_establish_sqlconnection
    "08003": (503, "unavailable"),  # connection_does_not_exist
    "08004": (503, "unavailable"),  # sqlserver_rejected_establishment_of_sqlconnection
    "08006": (503, "unavailable"),  # connection_failure
    "08007": (503, "unavailable"),  # transaction_resolution_unknown
    "08P01": (503, "unavailable"),  # protocol_violation, which poolers also give when they have no server
    "25000": (BUG, "internal-error"),  # invalid_transaction_state
    "25001": (BUG, "internal-error"),  # active_sql_transaction
    "25002": (BUG, "internal-error"),  # branch_transaction_already_active
    "25003": (BUG, "internal-error"),  # inappropriate_access_mode_for_branch_transaction
    "25004": (BUG, "internal-error"),  # inappropriate_isolation_level_for_branch_transaction
    "25005": (BUG, "internal-error"),  # no_active_sql_transaction_for_branch_transaction
    "25006": (503, "database-read-only"),  # read_only_sql_transaction
    "25007": (BUG, "internal-error"),  # schema_and_data_statement_mixing_not_supported
    "25008": (BUG, "internal-error"),  # held_cursor_requires_same_isolation_level
    "25P01": (BUG, "internal-error"),  # no_active_sql_transaction
    "25P02": (BUG, "internal-error"),  # in_failed_sql_transaction
    "25P03": (503, "unavailable"),  # idle_in_transaction_session_timeout
    "25P04": (504, "deadline-exceeded"),  # transaction_timeout
    "3F000": (503, "unavailable"),  # invalid_schema_name
    "42501": (503, "unavailable"),  # insufficient_privilege
    "42601": (BUG, "internal-error"),  # syntax_error
    "42703": (503, "unavailable"),  # undefined_column
    "42704": (503, "unavailable"),  # undefined_object, such as a type
    "42804": (503, "unavailable"),  # datatype_mismatch
    "42883": (503, "unavailable"),  # undefined_function
    "42P01": (503, "unavailable"),  # undefined_table
    "53000": (503, "unavailable"),  # insufficient_resources
    "53100": (503, "database-full"),  # disk_full
    "53200": (503, "unavailable"),  # out_of_memory
    "53300": (503, "unavailable"),  # too_many_connections
    "53400": (503, "unavailable"),  # configuration_limit_exceeded
    "55P03": (503, "unavailable"),  # lock_not_available
    "57000": (503, "unavailable"),  # operator_intervention
    "57014": (504, "deadline-exceeded"),  # query_canceled
    "57P01": (503, "unavailable"),  # admin_shutdown
    "57P02": (503, "unavailable"),  # crash_shutdown
    "57P03": (503, "unavailable"),  # cannot_connect_now
    "57P04": (503, "unavailable"),  # database_dropped
    "57P05": (503, "unavailable"),  # idle_session_timeout
    "58000": (503, "storage-failing"),  # system_error
    "58030": (503, "storage-failing"),  # io_error
    "58P01": (BUG, "internal-error"),  # undefined_file: the server lacks a library
    "58P02": (BUG, "internal-error"),  # duplicate_file
    "58P03": (BUG, "internal-error"),  # file_name_too_long
    "XX000": (BUG, "internal-error"),  # internal_error
    "XX001": (BUG, "internal-error"),  # data_corrupted: a person must look at it
    "XX002": (BUG, "internal-error"),  # index_corrupted
}
CLASSES = {state[:2] for state in MEANINGS} - {"42", "55"}


@pytest.mark.parametrize(("state", "meaning"), MEANINGS.items())
def test_a_refusal(state: str, meaning: tuple[int, str]) -> None:
    error = asyncpg.PostgresError.new({"C": state, "M": "secret"})
    assert error.sqlstate == state
    found = refusal(error)
    assert (found.status, found.slug) == meaning if found else meaning == (BUG, "internal-error")
    if found:
        assert "secret" not in found.detail
        assert (found.status == 503) == ("Retry-After" in found.headers)


def test_no_state_of_these_classes_is_left_out() -> None:
    states: set[str] = {str(kind.sqlstate) for kind in vars(asyncpg).values() if hasattr(kind, "sqlstate")}
    assert {state for state in states if state[:2] in CLASSES} <= MEANINGS.keys()
