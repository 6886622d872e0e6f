"""The phones: routes, pages and the socket of people who vote."""
