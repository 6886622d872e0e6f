"""What a report says, built once; every format only writes it down."""
