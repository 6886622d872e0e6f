"""Pictures on pages: charts as files, the join address as a QR code, what draws on a stage."""
