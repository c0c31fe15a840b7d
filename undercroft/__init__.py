"""What an HTTP service stands on: the edge, problems, the database, jobs, telemetry and serving."""
