"""Tests, what they share, and tools that run beside them."""

import pkgutil

import pytest

# Where an `assert` of what tests share fails, it tells what was compared, as one of a test does.
pytest.register_assert_rewrite(
    *(f"{__name__}.{each.name}" for each in pkgutil.iter_modules(__path__) if each.ispkg)
)
