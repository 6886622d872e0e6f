"""Events that several folders of tests ask, answer and report."""
