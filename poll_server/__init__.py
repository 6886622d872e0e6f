"""The core of the polling server: rules, Redis, the hub. The only part that talks to Redis."""
