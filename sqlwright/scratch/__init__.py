"""The throwaway database that PostgreSQL analyses queries in."""
