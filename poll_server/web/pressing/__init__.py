"""Pages that are put together of pieces, each drawn or compressed only once where it stays.

pressed     large texts that many pages have, compressed once
gapped      a page that is the same for many readers but for its gaps
negotiated  what a browser can unpack, and `Vary`
"""
