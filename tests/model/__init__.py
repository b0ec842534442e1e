"""The kernel against a model of it: a second, slow reading of docs/semantics.md, asked the same things at random."""
