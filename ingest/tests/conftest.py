from live.tests.conftest import kept

__all__ = ["kept"]
