"""Files made beside the server: orders, the process that makes them, jobs to wait for."""
