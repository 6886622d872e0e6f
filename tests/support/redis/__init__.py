"""Redis as several servers, on a bad line, and in a quick folder."""
