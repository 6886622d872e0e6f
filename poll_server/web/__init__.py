"""What both sides share over HTTP.

services  what a running server hands to pages and sockets   pages  language, templates, headers
passes    who is speaking             guard    the outermost layer: origin and headers
screens   a socket with its mailbox   transport  uvicorn's WebSocket, changed for a full hall
api       results for machines        health   /healthz, /readyz, /metrics
static/   scripts that stage, console and organisers' pages have in common
"""
