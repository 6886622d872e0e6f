"""Rankings and pairs against other people's libraries: `make compare`.

    __main__.py   2,000 electorates and as many halls of pairs, and where figures differ
    others.py     what pref-voting and choix say of them; it runs in an environment of its own

    said.json     what they said of the first 100 of each

The two need numba, OR-Tools and others, 0.8 GB in all, so they are no part of `make test`, which
holds our figures to what they said (`tests/questions/drawing/test_compared_figures.py`).
"""
