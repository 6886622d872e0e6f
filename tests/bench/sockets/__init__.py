"""What phones' sockets cost the lean way, through Starlette, and by servers without any rule.

- `transports`: the measuring; `plot` draws it over the number of phones
- `carriers`: the four servers; `bare`: two of them
- `load`: thousands of phones in one C program
"""
