"""The report as blocks, in their order, for every format that people read; start at `compose`."""
