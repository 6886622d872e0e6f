"""Methods that questions count by, against figures by hand and another library."""
