"""The report as a workbook, with charts that can be edited."""
