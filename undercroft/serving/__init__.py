"""Processes: settings, start-up checks, workers, probes, and the debug port."""
