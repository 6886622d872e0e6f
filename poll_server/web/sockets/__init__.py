"""Sockets of phones, stages and consoles, below what is said on them.

lean        a phone's: no task, queue or timer of its own    wheel     one clock for all of them
transport   uvicorn's, with what a full hall needs           screens   stages and consoles
reading     its half that listens                            pace      how fast one may speak
seats       six sockets a phone
"""
