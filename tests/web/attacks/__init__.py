"""Who means harm, and a hall that is full."""
