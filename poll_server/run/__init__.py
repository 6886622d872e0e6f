"""Start and end: the assembly, the port and the processes, Redis, and the links.

app       the application: routes and what lies around them
lifetime  settings → Redis → store → polls → hub → services, top to bottom
launch    what stands before the server: a Redis, an address, links
server    binds the port and runs uvicorn, in one process or several
"""
