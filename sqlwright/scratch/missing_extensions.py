"""What to do about an extension that the server lacks."""

__all__ = ["hint_for"]

_IMAGES = {
    "age": "apache/age",
    "citus": "citusdata/citus",
    "pg_search": "paradedb/paradedb",
    "pgrouting": "pgrouting/pgrouting",
    "timescaledb": "timescale/timescaledb:latest-pg17",
    **dict.fromkeys(
        ("postgis", "postgis_raster", "postgis_sfcgal", "postgis_tiger_geocoder", "postgis_topology"),
        "postgis/postgis:17-3.5",
    ),
    **dict.fromkeys(("address_standardizer", "address_standardizer_data_us"), "postgis/postgis:17-3.5"),
}
"""Container images with PostgreSQL and the extension, as the extension's project publishes them."""
_URI = "postgresql://postgres:postgres@127.0.0.1:5433/postgres"


def hint_for(extension: str, *, private: bool) -> str:
    if not private:
        return "correct the name, install it on that server, or name another server by database.uri in sqlc.yaml"
    if image := _IMAGES.get(extension):
        container = f"docker run -d -p 127.0.0.1:5433:5432 -e POSTGRES_PASSWORD=postgres {image}"
        return (
            f"start a server that has it: {container}; then write database: {{uri: {_URI}}} in this entry of sqlc.yaml"
        )
    return "correct the name, or write database: {uri: …} in this entry of sqlc.yaml, naming a server that has it"
