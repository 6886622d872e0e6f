"""What the cells of a file say, as its own program shows them: XLSX, XLS, ODS and CSV.

table       what is kept of a file
workbook  old_workbook  open_document  delimited    one file each a format
number_format  date_format  format_code             what a number or a date is shown as
encodings   which letters the bytes of a text file are
"""
