"""The organisers' pages: events, files in and out, what comes after."""
