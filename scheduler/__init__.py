"""Edge: when. APScheduler in one process."""
