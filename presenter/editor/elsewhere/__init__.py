"""Questions from elsewhere come in, and go out as other tools' files."""
