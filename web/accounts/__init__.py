"""Who signs in, and how: the only place that knows Flask-Security. Everything else asks `web.door`."""

from web.accounts.install import give_first_password, hash_of, install

__all__ = ["give_first_password", "hash_of", "install"]
