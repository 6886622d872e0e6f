"""The site of documents, built by Sphinx from README.md and docs/: `make site`.

    conf.py             what Sphinx is told; the few places where the site is another
    navigation.py       which pages there are, in which order; which links lead where
    looked_through.py   that no page of what was built would ask another host

The pictures of the show come from `tests/house/pictures/show.py` (`make tour`).

The pages stay as they are read in the repository: their navigation is `docs/README.md`, and what a
link says about code leads to a page with that code.
"""
