"""What both sides share over HTTP.

services  what a running server hands to pages and sockets   pages  language, templates, headers
access/   who is let in, and by what  pressed  pages' gzip, of parts compressed before
bodies    what comes, and no more
sockets/  what phones' and screens' sockets have in common   places  who has room
api       results for machines        health   /healthz, /readyz, /metrics
static_files   where scripts and styles lie      browser_files  under which addresses
static/   scripts that stage, console and organisers' pages have in common
"""
