"""Durable jobs, the mail that they send, and parked jobs.

The app has the table of jobs; it gives the queries on it (`JobQueries`), a handler for each kind of job, and the
settings of its mail.
"""
