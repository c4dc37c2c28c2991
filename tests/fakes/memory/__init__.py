"""The aspects of the in-memory store; `tests.fakes.store` joins them."""
