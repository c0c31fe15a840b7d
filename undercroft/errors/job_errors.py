"""Errors of an attempt at a job."""


class JobError(Exception):
    """An attempt at a job failed; the next one may succeed."""


class JobHopeless(JobError):
    """No later attempt can succeed: the job is parked at once."""
