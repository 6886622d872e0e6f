"""What both sides share over HTTP.

services  what a running server hands to pages and sockets   pages  language, templates, headers
passes    who is speaking             guard    the outermost layer: origin and headers
sockets/  what phones' and screens' sockets have in common   places  who has room
api       results for machines        health   /healthz, /readyz, /metrics
static/   scripts that stage, console and organisers' pages have in common
"""
