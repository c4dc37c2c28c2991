"""The console's pages, one file for each subject: what a page shows, and what its buttons do.

Each calls the operations of `gateway.admin`, as the API does. Knows templates' names; does not know HTTP's details.
"""
