"""What surrounds every request, whether a route takes it or not: deadlines, clients that leave, headers, CORS, limits.

The app gives its name, for the access log, and the routes with a deadline of their own.
"""
