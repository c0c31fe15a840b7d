"""What surrounds every request, whether a route takes it or not."""
