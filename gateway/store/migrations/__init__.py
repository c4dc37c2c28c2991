"""How the tables came to be, one script a step. Run by `gateway.store.migrate`; never edited once released."""
