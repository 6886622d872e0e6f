"""The report and the print kit as PDF, typeset by Typst."""
